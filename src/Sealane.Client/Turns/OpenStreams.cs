namespace Sealane.Client.Turns;

/// <summary>
/// Which streams of one client are open, and in which flow of control. A call that waits for a stream waits for whoever has it to dispose it; if that is the very flow
/// that makes the call, it would wait for itself, for ever and without a word.
/// </summary>
internal sealed class OpenStreams
{
    // One for all clients, so that a flow that opens many streams in its life keeps a mark for those only that are open.
    private static readonly AsyncLocal<StreamMark?> s_here = new();

    /// <summary>Marks the caller's flow. Not to be called from an async method: what those set does not reach their callers.</summary>
    /// <param name="path">The remote file.</param>
    internal StreamMark Mark(string path)
    {
        StreamMark? open = s_here.Value;
        while (open is { IsOver: true })
        {
            open = open.Before;
        }

        return s_here.Value = new StreamMark(this, path, open);
    }

    /// <exception cref="InvalidOperationException">The caller has a stream of this client open.</exception>
    internal void ThrowIfOpenHere()
    {
        for (StreamMark? mark = s_here.Value; mark is not null; mark = mark.Before)
        {
            if (mark.IsOpenOn(this))
            {
                throw new InvalidOperationException(
                    $"The stream of {mark.Path} is still open, and this client does one thing at a time: the call would wait for the stream, and the stream for the call. "
                    + "Dispose the stream first, or use a second client (FtpsClientPool lends them).");
            }
        }
    }
}
