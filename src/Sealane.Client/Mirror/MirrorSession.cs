namespace Sealane.Client.Mirroring;

/// <summary>A worker's client: replaced when its connection is lost, work repeated when the network failed it.</summary>
internal sealed class MirrorSession(MirrorContext context) : IAsyncDisposable
{
    // A try that moved this much more has got further, and does not count.
    private const long Headway = 1024 * 1024;

    private PooledClient? _lent;

    /// <exception cref="MirrorStoppedException">No connection can be had; the mirror ends.</exception>
    internal async ValueTask<PooledClient> ClientAsync(CancellationToken cancellation)
    {
        if (_lent is { Client.IsConnected: true } usable)
        {
            return usable;
        }

        await DisposeAsync().ConfigureAwait(false);
        try
        {
            return _lent = await context.Pool.LendAsync(cancellation).ConfigureAwait(false);
        }
        catch (FtpsException e)
        {
            throw new MirrorStoppedException(e);
        }
    }

    /// <summary>Works until it succeeds, fails for good, or has been tried often enough.</summary>
    /// <param name="path">What it is about.</param>
    /// <param name="work">Given the client and the number of the attempt, from 1.</param>
    /// <param name="cancellation">Ends it.</param>
    internal async Task<T> RunAsync<T>(string path, Func<PooledClient, int, Task<T>> work, CancellationToken cancellation)
    {
        int failures = 0;
        for (int attempt = 1; ; attempt++)
        {
            PooledClient lent = await ClientAsync(cancellation).ConfigureAwait(false);
            try
            {
                return await work(lent, attempt).ConfigureAwait(false);
            }
            catch (FtpsException e) when (e.IsTransient && !cancellation.IsCancellationRequested && failures < context.Options.Retries)
            {
                failures = e.Moved >= Headway ? 0 : failures + 1;
                context.Tally.Tell(new MirrorEvent(MirrorEventKind.Retrying, path) { Message = e.Message, Error = e, Moved = e.Moved }, report => report with { Bytes = report.Bytes + e.Moved });
                await Task.Delay(context.Options.RetryPause * Math.Pow(1.5, Math.Max(0, failures - 1)), context.Pool.Options.Time, cancellation).ConfigureAwait(false);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_lent is { } lent)
        {
            _lent = null;
            await lent.DisposeAsync().ConfigureAwait(false);
        }
    }
}

/// <summary>No connection to the server can be had any more.</summary>
internal sealed class MirrorStoppedException(FtpsException cause) : Exception(cause.Message, cause)
{
    internal FtpsException Cause => cause;
}
