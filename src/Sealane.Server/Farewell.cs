using Sealane.Protocol;
using Sealane.Transport.Tls;

namespace Sealane.Server;

/// <summary>The last words of a session, and the order in which its connection is closed.</summary>
internal static class Farewell
{
    /// <summary>The ordinary end: what is left to say, and a closing that destroys none of it.</summary>
    internal static async ValueTask SayAsync(Session session)
    {
        // A client that only lost its control connection still gets its file: the transfer has a watchdog of its own.
        await session.FinishTransferAsync().ConfigureAwait(false);
        Reply? last = session.Ended switch
        {
            SessionEnd.IdleTimeout or SessionEnd.LoginTimeout => SessionReplies.Idle,
            SessionEnd.Shutdown => SessionReplies.Shutdown,
            SessionEnd.Kicked => SessionReplies.Kicked,
            _ => null,
        };
        if (last is not null)
        {
            await session.SendAsync(last).ConfigureAwait(false);
        }

        // From here on nobody is waited for any longer than this: whoever asked for more than he reads would otherwise hold his place with a full socket.
        session.Control.Deadline.Arm(session.Server.GoodbyePatience);
        if (session.Ended != SessionEnd.ClientLeft)
        {
            // Half-close and drain: closing with unread input would reset the connection and could destroy our last reply.
            await session.Control.CloseOutputAsync(halfClose: true).ConfigureAwait(false);
            session.Control.Deadline.Arm(session.Server.GoodbyePatience);
            await session.Control.DrainAsync().ConfigureAwait(false);
        }
        else
        {
            await session.Control.CloseOutputAsync(halfClose: false).ConfigureAwait(false);
        }
    }

    /// <summary>The end after a failure, to whoever still listens.</summary>
    internal static async ValueTask TrySayAsync(Session session, Reply reply)
    {
        try
        {
            await session.SendAsync(reply).ConfigureAwait(false);
            session.Control.Deadline.Arm(session.Server.GoodbyePatience);
            await session.Control.CloseOutputAsync(halfClose: true).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TlsException or System.Net.Sockets.SocketException or ObjectDisposedException)
        {
            // Nobody is left to be told.
        }
    }
}
