using Sealane.Protocol;

namespace Sealane.Client.Control;

/// <summary>
/// The commands that are not answered yet, the oldest first: each reply belongs to it, except where it is in doubt whether it will ever be answered. Then the next
/// reply that only one command can have sets the count right. Not locked: the channel's own lock is held around every call.
/// </summary>
internal sealed class ReplyQueue
{
    // One is usual; each of them gives the final one time again, which must end some time.
    private const int MostPreliminaries = 1000;

    private readonly Queue<PendingReply> _due = new();
    private bool _epsvDoubted;

    internal int Count => _due.Count;

    /// <summary>The oldest command has more preliminary replies than any transfer has.</summary>
    internal bool IsEndless => _due.TryPeek(out PendingReply? next) && next.Preliminaries > MostPreliminaries;

    /// <summary>Commands that are about to be sent.</summary>
    /// <param name="pending">One for each, in their order.</param>
    /// <param name="asksEpsv">EPSV is among them: an answer to it is not that of an earlier one any more.</param>
    internal void Add(PendingReply[] pending, bool asksEpsv)
    {
        foreach (PendingReply one in pending)
        {
            _due.Enqueue(one);
        }

        _epsvDoubted &= !asksEpsv;
    }

    /// <summary>EPSV may never be answered, because it may never have arrived.</summary>
    internal void Doubt(PendingReply epsv)
    {
        epsv.IsDoubted = true;
        _epsvDoubted = true;
    }

    /// <summary>Nothing that was sent so far is sure to be answered.</summary>
    internal void DoubtAll()
    {
        foreach (PendingReply one in _due)
        {
            one.IsDoubted = true;
        }
    }

    /// <summary>Gives a reply to the command that it answers; one that answers none is dropped.</summary>
    internal void Deliver(ServerReply reply)
    {
        if (FirstCertain() is { OwnCode: > 0 } certain && certain.OwnCode == reply.Code)
        {
            // The answer to the first command that is not in doubt: those before it will have none.
            while (_due.Peek() != certain)
            {
                _due.Dequeue().Fail(new FtpsException(FtpsFailure.TimedOut, "the server did not answer", connectionUsable: true));
            }
        }

        // Nobody's: mostly a second 226, or the answer to EPSV after all.
        bool stray = _due.Count == 0 || (_epsvDoubted && reply.Code == ReplyCode.EnteringExtendedPassive && !_due.Peek().IsDoubted);
        if (!stray && _due.Peek().Take(reply))
        {
            _ = _due.Dequeue();
        }
    }

    private PendingReply? FirstCertain()
    {
        foreach (PendingReply one in _due)
        {
            if (!one.IsDoubted)
            {
                return one;
            }
        }

        return null;
    }

    /// <summary>Takes out all that wait: nothing will be answered any more.</summary>
    internal PendingReply[] Clear()
    {
        PendingReply[] waiting = [.. _due];
        _due.Clear();
        return waiting;
    }
}
