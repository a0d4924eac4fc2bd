using System.Net.Sockets;
using Sealane.Protocol;
using Sealane.Server.Hosts;
using Sealane.Server.Options;
using Sealane.Server.Storage;
using Sealane.Transport;

namespace Sealane.Server;

/// <summary>From an accepted connection to its session, or to the word that it is not wanted: <c>tcp_wrappers</c>, <c>max_clients</c>, <c>max_per_ip</c>.</summary>
internal sealed class Admission(FtpsServer server, SessionRegistry sessions, RunningTerms terms)
{
    private static readonly Reply s_tooManyFromAddress = Reply.Of(ReplyCode.ServiceClosing, "There are too many connections from your internet address.");
    private static readonly Reply s_notAvailable = Reply.Of(ReplyCode.ServiceClosing, "Service not available.");

    // Each refusal holds a socket until the client has read it, or seconds have passed. A flood gets no more of them than this: beyond, a reset says it for nothing.
    private const int MostRefusalsAtOnce = 256;

    private long _lastSession;
    private int _refusals;

    /// <summary>Takes over a connection that was just accepted.</summary>
    internal void Admit(Socket socket, bool implicitTls)
    {
        Connection control;
        try
        {
            // ABOR may arrive with urgent bytes (RFC 959 §4.1.3); out of line they would be missing from it.
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.OutOfBandInline, true);
            control = new Connection(socket, server.Heartbeat, wakeGently: true);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Reset between accept and here.
            socket.Dispose();
            return;
        }

        if (terms.Now.Options.Hosts is null)
        {
            Admit(control, implicitTls, terms.Now);
        }
        else
        {
            _ = ScreenAsync(control, implicitTls);
        }
    }

    // Before anything is said or computed for it, TLS included.
    private async Task ScreenAsync(Connection control, bool implicitTls)
    {
        await DiskThread.Hop();
        ServerTerms all = terms.Current();
        HostRule? rule = all.Options.Hosts?.Find(control.RemoteEndPoint.Address);
        if (rule is { Allows: false })
        {
            server.Events.Turned(control.RemoteEndPoint.Address, $"tcp_wrappers, {rule}");
            await RefuseAsync(control, implicitTls, s_notAvailable).ConfigureAwait(false);
            return;
        }

        Admit(control, implicitTls, rule is null ? all : all.ForSome.GetValueOrDefault(rule, all));
    }

    private void Admit(Connection control, bool implicitTls, ServerTerms theirs)
    {
        LimitOptions limits = theirs.Options.Limits;
        if (sessions.TryEnter(control.RemoteEndPoint.Address, limits.MaxClients, limits.MaxPerAddress) is { } limit)
        {
            server.Events.Turned(control.RemoteEndPoint.Address, limit);
            _ = RefuseAsync(control, implicitTls, limit.StartsWith("max_per_ip", StringComparison.Ordinal) ? s_tooManyFromAddress : SessionReplies.TooMany);
            return;
        }

        var session = new Session(server, theirs, control, implicitTls, Interlocked.Increment(ref _lastSession));
        sessions.Add(session);
        if (server.IsStopping)
        {
            // Accepted in the moment in which the listeners were closed; those who stop may have counted the sessions already.
            session.RequestEnd(SessionEnd.Shutdown, abortTransfer: false);
        }

        _ = RunAsync(session);
    }

    private async Task RunAsync(Session session)
    {
        server.Events.Connected(session);
        try
        {
            await using (session.ConfigureAwait(false))
            {
                await session.RunAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            server.Events.Ended(session);
            sessions.Leave(session.Id, session.Peer.Address);
        }
    }

    // In the clear even where TLS is on: the client has not asked for it yet, and the reply says nothing. An implicit-TLS client could not read it.
    private async Task RefuseAsync(Connection control, bool implicitTls, Reply refusal)
    {
        using (control)
        {
            try
            {
                if (Interlocked.Increment(ref _refusals) > MostRefusalsAtOnce)
                {
                    control.Reset();
                    return;
                }

                control.Deadline.Arm(server.GoodbyePatience);
                if (!implicitTls)
                {
                    await control.SendAsync(refusal.Wire).ConfigureAwait(false);
                }

                await control.CloseOutputAsync(halfClose: true).ConfigureAwait(false);
                await control.DrainAsync().ConfigureAwait(false);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // It left before it was told.
            }
            finally
            {
                Interlocked.Decrement(ref _refusals);
            }
        }
    }
}
