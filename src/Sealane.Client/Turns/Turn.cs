namespace Sealane.Client.Turns;

/// <summary>The right to use the link, held until disposed.</summary>
/// <param name="queue">In which the turn was taken.</param>
/// <param name="mark">Says in which flow of control it is held; null where nobody could wait for himself.</param>
internal sealed class Turn(TurnQueue queue, StreamMark? mark) : IDisposable
{
    private TurnQueue? _queue = queue;

    public void Dispose()
    {
        mark?.Close();

        // Whoever has the next turn waits for the goodbye, if there is one; nobody else has to.
        _ = Interlocked.Exchange(ref _queue, null)?.LeaveAsync();
    }
}
