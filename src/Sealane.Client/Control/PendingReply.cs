using Sealane.Protocol;

namespace Sealane.Client.Control;

/// <summary>What a command that was sent will be answered with: a preliminary reply or none, then the final one (RFC 959 §4.2).</summary>
internal sealed class PendingReply
{
    // Not inline: whoever waits goes on to send and to wait for the next reply, and the reader must not become part of that.
    private readonly TaskCompletionSource<ServerReply> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<ServerReply> _final = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The first reply, preliminary or not.</summary>
    internal Task<ServerReply> First => _first.Task;

    /// <summary>The reply that ends the command.</summary>
    internal Task<ServerReply> Final => _final.Task;

    /// <summary>
    /// True once nobody is sure any more that the command will be answered (EPSV, which some firewalls swallow; a transfer that was aborted): a reply that
    /// only the next one can have ends it.
    /// </summary>
    internal bool IsDoubted { get; set; }

    /// <summary>A code that no other command is answered with; 0 for none.</summary>
    internal int OwnCode { get; init; }

    /// <summary>When it was answered, in milliseconds of the system's own clock.</summary>
    internal long AnsweredAt { get; private set; }

    /// <summary>How many preliminary replies it has had.</summary>
    internal int Preliminaries { get; private set; }

    /// <summary>Takes the next reply of the server; true when it ends the command.</summary>
    internal bool Take(ServerReply reply)
    {
        bool ends = reply.Category != 1;
        if (ends)
        {
            // Before the first: whoever sees a refusal as the first reply must not find that another is still due.
            AnsweredAt = Environment.TickCount64;
            _ = _final.TrySetResult(reply);
        }

        _ = _first.TrySetResult(reply);
        Preliminaries += ends ? 0 : 1;
        return ends;
    }

    internal void Fail(Exception reason)
    {
        _ = _first.TrySetException(reason);
        _ = _final.TrySetException(reason);

        // Not everybody waits for both; a failure that was reported once must not come back from the finalizer.
        _ = _first.Task.Exception;
        _ = _final.Task.Exception;
    }
}
