using System.Runtime.ExceptionServices;

namespace Sealane.Client.Mirroring;

/// <summary>Those who take jobs from the queue, each with a client of its own: as many as there is work and the pool has clients for.</summary>
internal sealed class MirrorWorkers(MirrorContext context, TargetDirectories directories, MirrorFinish finish, CancellationToken cancellation)
{
    private readonly Lock _gate = new();
    private CancellationToken _ended;
    private Func<Task> _end = static () => Task.CompletedTask;
    private TaskCompletionSource _allLeft = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Exception? _failure;
    private int _workers;
    private int _starting;

    /// <summary>The most that worked at once.</summary>
    internal int Most { get; private set; }

    /// <summary>Until the queue is done, or no client can be had.</summary>
    /// <exception cref="MirrorStoppedException">No connection can be had any more.</exception>
    internal async Task RunAsync()
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        lock (_gate)
        {
            _ended = ended.Token;
            _end = ended.CancelAsync;
            _allLeft = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        Hire();
        await _allLeft.Task.ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
        if (_failure is { } failure)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    // As many workers as there is work and there are clients for; the first in any case.
    private void Hire()
    {
        lock (_gate)
        {
            while (_workers == 0 || (_workers < context.Pool.Limit && context.Queue.Pending > _starting && !_ended.IsCancellationRequested))
            {
                _workers++;
                _starting++;
                _ = Task.Run(WorkerAsync, CancellationToken.None);
            }
        }
    }

    private async Task WorkerAsync()
    {
        var session = new MirrorSession(context);
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
                    Most = Math.Max(Most, _workers);
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
                    context.Queue.Stop();
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
        var scan = new DirectoryScan(context, session, directories, finish);
        var mover = new FileMover(context, session, directories, finish);
        while (await context.Queue.TakeAsync(cancellation).ConfigureAwait(false) is { } job)
        {
            Hire();
            try
            {
                await (job is FileJob file ? mover.RunAsync(file, cancellation) : scan.RunAsync((DirectoryJob)job, cancellation)).ConfigureAwait(false);
            }
            finally
            {
                context.Queue.Done();
            }

            lock (_gate)
            {
                // The server allows fewer, or fewer are faster.
                if (_workers > 1 && _workers > context.Pool.Limit)
                {
                    return;
                }
            }
        }

        await _end().ConfigureAwait(false);
    }
}
