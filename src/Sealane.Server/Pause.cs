namespace Sealane.Server;

/// <summary>A wait that holds no thread and can be ended early from any other.</summary>
internal sealed class Pause
{
    private volatile TaskCompletionSource? _sleeping;

    /// <summary>Waits that long, or until <see cref="End"/>.</summary>
    /// <param name="time">How long.</param>
    /// <param name="clock">By this clock.</param>
    /// <param name="needless">Asked once everybody can end it: true does not wait at all.</param>
    internal async Task TakeAsync(TimeSpan time, TimeProvider clock, Func<bool> needless)
    {
        var woken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _sleeping = woken;
        Interlocked.MemoryBarrier();
        if (!needless())
        {
            await Task.WhenAny(Task.Delay(time, clock), woken.Task).ConfigureAwait(false);
        }

        _sleeping = null;
    }

    /// <summary>Ends it, if one is being taken.</summary>
    internal void End() => _sleeping?.TrySetResult();
}
