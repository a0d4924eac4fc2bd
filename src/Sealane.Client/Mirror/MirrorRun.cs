namespace Sealane.Client.Mirroring;

/// <summary>One mirror from beginning to end: compare and transfer at the same time, then what has to come last.</summary>
internal sealed class MirrorRun
{
    private readonly MirrorContext _context;
    private readonly TargetDirectories _directories;
    private readonly MirrorFinish _finish;
    private readonly MirrorWorkers _workers;
    private readonly CancellationToken _cancellation;

    private MirrorRun(MirrorContext context, CancellationToken cancellation)
    {
        var modes = new ModeBatch(context);
        _context = context;
        _directories = new TargetDirectories(context, modes);
        _finish = new MirrorFinish(context, modes);
        _workers = new MirrorWorkers(context, _directories, _finish, cancellation);
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
        return tally.Report(pool.Options.Time.GetElapsedTime(start)) with { Sessions = run._workers.Most };
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
                _context.Queue.Add([new DirectoryJob("", "", null, await _directories.MakeTopAsync(session, _cancellation).ConfigureAwait(false))], []);
                _context.Queue.HoldsFiles = Options.ScanAllFirst || (Options.Delete && Options.DeleteFirst);
                await session.DisposeAsync().ConfigureAwait(false);
                await _workers.RunAsync().ConfigureAwait(false);
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
                    await _workers.RunAsync().ConfigureAwait(false);
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
            await _finish.RemoveSourceDirectoriesAsync(session, _cancellation).ConfigureAwait(false);
        }
    }

    // What was in the way is gone by now. If it had to stay, each attempt says so.
    private async Task LateAsync(MirrorSession session)
    {
        DirectoryJob[] late = [.. _context.LateDirectories];
        HashSet<DirectoryJob> failed = Options.NoEmptyDirectories ? [] : await _directories.MakeAsync(session, late, _cancellation).ConfigureAwait(false);
        _context.Queue.Add([.. late.Where(one => !failed.Contains(one))], _context.LateFiles);
        await session.DisposeAsync().ConfigureAwait(false);
        await _workers.RunAsync().ConfigureAwait(false);
        await _finish.EndAsync(session, _cancellation).ConfigureAwait(false);
    }
}
