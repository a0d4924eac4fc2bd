namespace Sealane.Client.Mirroring;

/// <summary>One mirror from beginning to end: compare and transfer at the same time, then what has to come last.</summary>
internal sealed class MirrorRun
{
    private readonly MirrorContext _context;
    private readonly MirrorFinish _finish;
    private readonly Lock _gate = new();
    private readonly CancellationToken _cancellation;
    private CancellationToken _ended;
    private Func<Task> _end = static () => Task.CompletedTask;
    private TaskCompletionSource _allLeft = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Exception? _failure;
    private int _workers;
    private int _starting;
    private int _mostWorkers;

    private MirrorRun(MirrorContext context, CancellationToken cancellation)
    {
        _context = context;
        _finish = new MirrorFinish(context);
        _cancellation = cancellation;
    }

    private MirrorOptions Options => _context.Options;

    internal static Task<MirrorReport> RunAsync(
        FtpsClientPool pool, string remote, string local, bool up, MirrorOptions options, IProgress<MirrorEvent>? events, CancellationToken cancellation) =>
        RunAsync(pool, remote, new LocalTree(local, follows: up && options.Links == MirrorLinks.Follow), null, up, options, events, cancellation);

    internal static async Task<MirrorReport> RunBetweenAsync(
        FtpsClientPool from, string source, FtpsClientPool pool, string remote, MirrorOptions options, IProgress<MirrorEvent>? events, CancellationToken cancellation)
    {
        string top = source.StartsWith('/') ? source : await AbsoluteAsync(from, source, cancellation).ConfigureAwait(false);
        return await RunAsync(pool, remote, new LocalTree("."), new SourceServer(from, top, options), up: true, options, events, cancellation).ConfigureAwait(false);
    }

    private static async Task<MirrorReport> RunAsync(
        FtpsClientPool pool, string remote, LocalTree local, SourceServer? source, bool up, MirrorOptions options, IProgress<MirrorEvent>? events, CancellationToken cancellation)
    {
        long start = pool.Options.Time.GetTimestamp();
        var tally = new MirrorTally(events);
        string top = remote.StartsWith('/') ? remote : await AbsoluteAsync(pool, remote, cancellation).ConfigureAwait(false);
        var context = new MirrorContext(pool, options, up, local, new ServerTree(top.Length > 1 ? top.TrimEnd('/') : top), tally) { Source = source };
        var run = new MirrorRun(context, cancellation);
        await run.RunAsync().ConfigureAwait(false);
        return tally.Report(pool.Options.Time.GetElapsedTime(start)) with { Sessions = run._mostWorkers };
    }

    // Sessions come and go; only an absolute path means the same to all.
    private static Task<string> AbsoluteAsync(FtpsClientPool pool, string remote, CancellationToken cancellation) => pool.RunAsync(async (client, token) =>
    {
        string home = await client.GetWorkingDirectoryAsync(token).ConfigureAwait(false);
        return remote.Length == 0 ? home : home.EndsWith('/') ? home + remote : $"{home}/{remote}";
    }, cancellation);

    private async Task RunAsync()
    {
        var session = new MirrorSession(_context);
        await using (session.ConfigureAwait(false))
        {
            try
            {
                _context.Queue.Add([new DirectoryJob("", "", null, await MakeTopAsync(session).ConfigureAwait(false))], []);
                _context.Queue.HoldsFiles = Options.ScanAllFirst || (Options.Delete && Options.DeleteFirst);
                await session.DisposeAsync().ConfigureAwait(false);
                await WorkAsync().ConfigureAwait(false);
                bool removed = false;
                if (_context.Queue.HoldsFiles)
                {
                    if (Options.Delete && Options.DeleteFirst)
                    {
                        removed = true;
                        await new ExtraRemoval(_context, session).RunAsync(_cancellation).ConfigureAwait(false);
                        await session.DisposeAsync().ConfigureAwait(false);
                    }

                    _context.Queue.HoldsFiles = false;
                    await WorkAsync().ConfigureAwait(false);
                }

                await EndAsync(session, removed).ConfigureAwait(false);
            }
            catch (MirrorStoppedException e) when (!_context.Directories.IsEmpty)
            {
                _context.Tally.Fail("", $"the mirror ends here: {e.Message}", e.Cause.Failure, e.Cause);
            }
            catch (MirrorStoppedException e)
            {
                throw new FtpsException(e.Cause.Failure, e.Message, connectionUsable: false, e.Cause.Reply, e.Cause) { Verdict = e.Cause.Verdict };
            }
        }
    }

    // True when the target's top was there before.
    private async Task<bool> MakeTopAsync(MirrorSession session)
    {
        if (!_context.Up)
        {
            bool there = _context.Local.Exists("");
            if (!there && !Options.DryRun)
            {
                _ = _context.Local.MakeDirectory("");
            }

            return there;
        }

        if (_context.Source is { } source)
        {
            await source.RequireAsync(_cancellation).ConfigureAwait(false);
        }
        else if (!Directory.Exists(_context.Local.Top))
        {
            throw new FtpsException(FtpsFailure.LocalFile, $"{_context.Local.Top}: no such directory", connectionUsable: true);
        }

        return await session.RunAsync("", async (lent, _) =>
        {
            // One that is there answers CWD, whatever else it may be called; asked for like this nothing has to be made to find out.
            if (_context.Server.Top == "/" || await lent.Client.FindAsync(_context.Server.Top, _cancellation).ConfigureAwait(false) is not null)
            {
                return true;
            }

            if (!Options.DryRun)
            {
                await lent.Client.CreateDirectoryAsync(_context.Server.Top, parents: true, _cancellation).ConfigureAwait(false);
            }

            return false;
        }, _cancellation).ConfigureAwait(false);
    }

    private async Task WorkAsync()
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(_cancellation);
        lock (_gate)
        {
            _ended = ended.Token;
            _end = ended.CancelAsync;
            _allLeft = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        Hire();
        await _allLeft.Task.ConfigureAwait(false);
        _cancellation.ThrowIfCancellationRequested();
        if (_failure is { } failure)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        }
    }

    // As many workers as there is work and there are clients for; the first in any case.
    private void Hire()
    {
        lock (_gate)
        {
            while (_workers == 0 || (_workers < _context.Pool.Limit && _context.Queue.Pending > _starting && !_ended.IsCancellationRequested))
            {
                _workers++;
                _starting++;
                _ = Task.Run(WorkerAsync, CancellationToken.None);
            }
        }
    }

    private async Task WorkerAsync()
    {
        var session = new MirrorSession(_context);
        bool started = false;
        try
        {
            await using (session.ConfigureAwait(false))
            {
                _ = await session.ClientAsync(_ended).ConfigureAwait(false);
                lock (_gate)
                {
                    started = true;
                    _starting--;
                    _mostWorkers = Math.Max(_mostWorkers, _workers);
                }

                await WorkAsync(session).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested)
        {
            // Cancelled, or everything was done before a client was free.
        }
        catch (Exception e)
        {
            lock (_gate)
            {
                // The others can go on without this one, unless it is the last, or the server wants none of us.
                bool spare = e is MirrorStoppedException { Cause.IsTransient: true } && _workers > 1;
                if (!spare)
                {
                    _failure ??= e;
                    _context.Queue.Stop();
                }
            }
        }
        finally
        {
            lock (_gate)
            {
                _starting -= started ? 0 : 1;
                if (--_workers == 0)
                {
                    _allLeft.SetResult();
                }
            }
        }
    }

    private async Task WorkAsync(MirrorSession session)
    {
        var scan = new DirectoryScan(_context, session, _finish);
        var mover = new FileMover(_context, session, _finish);
        while (await _context.Queue.TakeAsync(_cancellation).ConfigureAwait(false) is { } job)
        {
            Hire();
            try
            {
                await (job is FileJob file ? mover.RunAsync(file, _cancellation) : scan.RunAsync((DirectoryJob)job, _cancellation)).ConfigureAwait(false);
            }
            finally
            {
                _context.Queue.Done();
            }

            lock (_gate)
            {
                // The server allows fewer, or fewer are faster.
                if (_workers > 1 && _workers > _context.Pool.Limit)
                {
                    return;
                }
            }
        }

        await _end().ConfigureAwait(false);
    }

    private async Task EndAsync(MirrorSession session, bool removed)
    {
        await _finish.EndAsync(session, _cancellation).ConfigureAwait(false);
        bool stopped = Options.MaxErrors > 0 && _context.Tally.Errors >= Options.MaxErrors;
        if (Options.Delete && !removed && !stopped)
        {
            await new ExtraRemoval(_context, session).RunAsync(_cancellation).ConfigureAwait(false);
        }

        if (!stopped && !(_context.LateFiles.IsEmpty && _context.LateDirectories.IsEmpty))
        {
            await LateAsync(session).ConfigureAwait(false);
        }

        if (!_context.Up)
        {
            foreach (string link in new LocalEnd(_context).Run())
            {
                await _finish.RemoveSourceAsync(session, link, _cancellation).ConfigureAwait(false);
            }

            await _finish.EndAsync(session, _cancellation).ConfigureAwait(false);
        }

        if (Options.RemoveSourceDirectories && !stopped)
        {
            await RemoveSourceDirectoriesAsync(session).ConfigureAwait(false);
        }
    }

    // What was in the way is gone by now. If it had to stay, each attempt says so.
    private async Task LateAsync(MirrorSession session)
    {
        DirectoryJob[] directories = [.. _context.LateDirectories];
        HashSet<DirectoryJob> failed = Options.NoEmptyDirectories ? [] : await _finish.MakeDirectoriesAsync(session, directories, _cancellation).ConfigureAwait(false);
        _context.Queue.Add([.. directories.Where(one => !failed.Contains(one))], _context.LateFiles);
        await session.DisposeAsync().ConfigureAwait(false);
        await WorkAsync().ConfigureAwait(false);
        await _finish.EndAsync(session, _cancellation).ConfigureAwait(false);
    }

    private async Task RemoveSourceDirectoriesAsync(MirrorSession session)
    {
        string[] empty = [.. _context.Directories.Select(job => job.Path).Where(path => !_context.Kept.ContainsKey(path) && (path.Length > 0 || Options.RemoveSourceTop)).Reverse()];
        foreach (string[] some in empty.Chunk(ServerTree.Batch))
        {
            Protocol.ServerReply[] replies = _context.Up || Options.DryRun ? []
                : await session.RunAsync(some[0], (lent, _) => _context.Server.RemoveDirectoriesAsync(lent.Client, some, _cancellation), _cancellation).ConfigureAwait(false);
            for (int i = 0; i < some.Length; i++)
            {
                try
                {
                    if (_context.Up && !Options.DryRun)
                    {
                        if (_context.Source is { } source)
                        {
                            await source.RemoveEmptyDirectoryAsync(some[i], _cancellation).ConfigureAwait(false);
                        }
                        else
                        {
                            _context.Local.RemoveEmptyDirectory(some[i]);
                        }
                    }
                    else if (replies.Length > 0 && replies[i].Category != 2)
                    {
                        throw FtpsException.Refusal(replies[i], some[i]);
                    }

                    _context.Tally.Tell(new MirrorEvent(MirrorEventKind.SourceRemoved, some[i]) { IsDirectory = true });
                }
                catch (FtpsException e)
                {
                    // Something came into it meanwhile: it is not ours to delete.
                    _context.Tally.Tell(new MirrorEvent(MirrorEventKind.Warning, some[i]) { Message = e.Message, Error = e, IsDirectory = true });
                }
            }
        }
    }
}
