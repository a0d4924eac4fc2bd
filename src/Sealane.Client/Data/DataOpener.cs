using System.Net;
using Sealane.Client.Control;
using Sealane.Protocol;
using Sealane.Transport;
using Sealane.Transport.Tls;

namespace Sealane.Client.Data;

/// <summary>Starts a data command: prepares the server, makes the data connection, and hands over an open <see cref="DataTransfer"/>.</summary>
internal sealed class DataOpener(ControlLink link, Heartbeat heartbeat)
{
    private FtpsClientOptions Options => link.Options;

    /// <exception cref="FtpsException">Refused, or no data connection. The link is good unless the exception says otherwise.</exception>
    internal async Task<DataTransfer> OpenAsync(DataCommand command, CancellationToken cancellation)
    {
        await PrepareAsync(command, cancellation).ConfigureAwait(false);
        return Options.DataConnections == DataConnectionMode.Active
            ? await OpenActiveAsync(command, cancellation).ConfigureAwait(false)
            : await OpenPassiveAsync(command, cancellation).ConfigureAwait(false);
    }

    private async Task PrepareAsync(DataCommand command, CancellationToken cancellation)
    {
        char protection = link.Server.Tls is null ? 'C' : Options.Protection switch
        {
            DataProtection.All => 'P',
            DataProtection.FilesOnly => command.IsListing ? 'C' : 'P',
            _ => 'C',
        };
        if (link.Protection != protection)
        {
            await DemandAsync(CommandLine.Of("PROT", [(byte)protection]), cancellation).ConfigureAwait(false);
            link.Protection = protection;
        }

        // Servers list the same in either type; a listing is no reason to change.
        if (link.Type != command.Type && !(command.IsListing && link.Type != '\0'))
        {
            await DemandAsync(CommandLine.Of("TYPE", [(byte)command.Type]), cancellation).ConfigureAwait(false);
            link.Type = command.Type;
        }
    }

    private async Task DemandAsync(CommandLine command, CancellationToken cancellation)
    {
        ServerReply reply = await link.ExchangeAsync(command, cancellation).ConfigureAwait(false);
        if (reply.Category != 2)
        {
            throw FtpsException.Refusal(reply, command.Trace);
        }
    }

    private async Task<DataTransfer> OpenPassiveAsync(DataCommand command, CancellationToken cancellation)
    {
        IPEndPoint target = await AskPassiveAsync(cancellation).ConfigureAwait(false);
        bool ahead = link.Profile.DataWorked;
        Task<Connection> dialling = DialAsync(target, cancellation);
        try
        {
            // Until a data connection has worked once, connect before the command: a server that waits in vain for one can be deaf for a minute.
            if (!ahead)
            {
                _ = await dialling.ConfigureAwait(false);
            }

            PendingReply[] pending = await SendAsync(command, cancellation).ConfigureAwait(false);
            return await JoinAsync(command, pending, dialling, cancellation).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Discard(dialling);
            if (e is FtpsException { Failure: FtpsFailure.Connect or FtpsFailure.TimedOut, ConnectionUsable: true } && PassiveReply.UsesEpsv(link)
                && target.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork)
            {
                link.Channel.Note("the port that EPSV named cannot be reached; using PASV from now on");
                link.Profile.EpsvFails = true;
            }

            throw;
        }
    }

    private async Task<IPEndPoint> AskPassiveAsync(CancellationToken cancellation)
    {
        if (link.SparePassive is { } spare)
        {
            link.SparePassive = null;
            ServerReply ready = await link.AwaitAsync(spare.Final, cancellation).ConfigureAwait(false);
            if (PassiveReply.Read(link, ready) is { } prepared)
            {
                return prepared;
            }
        }

        bool epsv = PassiveReply.UsesEpsv(link);
        ServerReply? reply = await AskAsync(PassiveReply.Command(link), guarded: epsv, cancellation).ConfigureAwait(false);
        if (reply is not null && PassiveReply.Read(link, reply) is { } target)
        {
            return target;
        }

        if (epsv && link.Channel.Connection.RemoteEndPoint.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork)
        {
            // Swallowed, mangled or not known.
            link.Profile.EpsvFails = true;
            reply = await AskAsync(CommandLine.Of("PASV"), guarded: false, cancellation).ConfigureAwait(false);
            if (PassiveReply.Read(link, reply!) is { } classic)
            {
                return classic;
            }
        }

        throw reply!.Category >= 4
            ? FtpsException.Refusal(reply, "passive mode was refused")
            : new FtpsException(FtpsFailure.Protocol, $"the answer to {(epsv ? "EPSV and PASV" : "PASV")} names no port: {reply}", connectionUsable: true, reply);
    }

    // Null when the guard's time passed without an answer; the answer keeps its place in the queue.
    private async Task<ServerReply?> AskAsync(CommandLine command, bool guarded, CancellationToken cancellation)
    {
        PendingReply[] pending = await link.Channel.SendAsync(command).ConfigureAwait(false);
        Task<ServerReply> reply = pending[0].Final;
        if (guarded && Options.EpsvGuard > TimeSpan.Zero && !link.Profile.DataWorked)
        {
            link.Channel.Expect(Options.ReplyTimeout);
            try
            {
                return await reply.WaitAsync(Options.EpsvGuard, Options.Time, cancellation).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                return null;
            }
        }

        return await link.AwaitAsync(reply, cancellation).ConfigureAwait(false);
    }

    // Behind a proxy, our peer is the proxy: only the proxy knows where the server is.
    private string HostOf(IPEndPoint target) =>
        Options.Proxy is not null && target.Address.Equals(link.Channel.Connection.RemoteEndPoint.Address) ? Options.Host : target.Address.ToString();

    private async Task<Connection> DialAsync(IPEndPoint target, CancellationToken cancellation)
    {
        try
        {
            return await Routes.Dialer(Options, heartbeat)
                .ConnectAsync(HostOf(target), target.Port, data: true, cancellation).ConfigureAwait(false);
        }
        catch (DialException e)
        {
            throw new FtpsException(e.Failure == DialFailure.TimedOut ? FtpsFailure.TimedOut : FtpsFailure.Connect,
                $"the control connection works, but port {target.Port} of {target.Address}, which the server named for data, cannot be reached: {e.Message}. "
                + "Usually a firewall on the server's side does not let its passive ports through.", connectionUsable: true, inner: e);
        }
    }

    /// <summary>REST and the command, what follows it, and the next passive request where the server bears it: in one piece if it may be.</summary>
    private async Task<PendingReply[]> SendAsync(DataCommand command, CancellationToken cancellation)
    {
        if (command.Restart > 0)
        {
            ServerReply reply = await link.ExchangeAsync(
                CommandLine.Of("REST", System.Text.Encoding.ASCII.GetBytes(command.Restart.ToString(System.Globalization.CultureInfo.InvariantCulture))), cancellation).ConfigureAwait(false);
            if (reply.Code != ReplyCode.NeedMore)
            {
                throw FtpsException.Refusal(reply, $"the server cannot go on at byte {command.Restart}");
            }
        }

        List<CommandLine> commands = [command.Line];
        bool pipelines = link.Profile.AllowsPipelining;
        if (pipelines && command.Follower is { } follower)
        {
            commands.Add(follower);
        }

        bool prefetch = pipelines && command.MoreFollow && Options.DataConnections != DataConnectionMode.Active;
        if (prefetch)
        {
            commands.Add(PassiveReply.Command(link));
        }

        PendingReply[] pending = await link.Channel.SendAsync([.. commands]).ConfigureAwait(false);
        if (prefetch)
        {
            link.SparePassive = pending[^1];
            pending = pending[..^1];
        }

        return pending;
    }

    private async Task<DataTransfer> JoinAsync(DataCommand command, PendingReply[] pending, Task<Connection> dialling, CancellationToken cancellation)
    {
        PendingReply reply = pending[0];
        Task<Connection> opening = link.Profile.AllowsPipelining ? SecureAsync(dialling, cancellation) : dialling;
        try
        {
            ServerReply begun = await AwaitBeginAsync(reply, opening, cancellation).ConfigureAwait(false);
            if (begun.Category >= 4)
            {
                throw FtpsException.Refusal(begun, command.Line.Trace);
            }

            Connection connection = ReferenceEquals(opening, dialling)
                ? await SecureAsync(dialling, cancellation).ConfigureAwait(false)
                : await opening.ConfigureAwait(false);
            link.Profile.DataWorked = true;
            if (command.Direction == DataDirection.Down && connection.Tls is not null && link.Profile.BearsEarlyGoodbye)
            {
                // The server asks for our goodbye behind its last byte and waits for it before it says 226. Of us nothing else comes on this connection, so it can have it now.
                await connection.CloseOutputAsync(halfClose: false).ConfigureAwait(false);
            }

            return new DataTransfer(link, connection, reply, pending.Length > 1 ? pending[1] : null, command.Direction, begun);
        }
        catch (Exception e)
        {
            Discard(opening);
            if (!reply.Final.IsCompleted && link.IsUsable)
            {
                await DataTransfer.SettleAsync(link, reply).ConfigureAwait(false);
            }

            throw await ExplainAsync(e, reply).ConfigureAwait(false);
        }
    }

    // The server's refusal, or our failure to connect, whichever comes first: a server that waits for a connection that cannot be made says nothing for long.
    private async Task<ServerReply> AwaitBeginAsync(PendingReply reply, Task<Connection> opening, CancellationToken cancellation)
    {
        Task<ServerReply> first = link.AwaitAsync(reply.First, cancellation);
        if (await Task.WhenAny(first, opening).ConfigureAwait(false) == opening && !opening.IsCompletedSuccessfully)
        {
            _ = first.ContinueWith(static task => task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            _ = await opening.ConfigureAwait(false);
        }

        return await first.ConfigureAwait(false);
    }

    // Our side of a failed handshake says less than the server's reply does (522, 425: it wants the session resumed).
    private async Task<Exception> ExplainAsync(Exception e, PendingReply reply)
    {
        if (e is FtpsException { Failure: FtpsFailure.Tls or FtpsFailure.DataConnection, Reply: null } && reply.Final.IsCompletedSuccessfully
            && await reply.Final.ConfigureAwait(false) is { Category: >= 4 } final)
        {
            return new FtpsException(FtpsFailure.DataConnection, $"{final} ({e.Message})", link.IsUsable, final, e);
        }

        return e is FtpsException { ConnectionUsable: true } known && !link.IsUsable
            ? new FtpsException(known.Failure, known.Message, connectionUsable: false, known.Reply, known)
            : e;
    }

    private async Task<Connection> SecureAsync(Task<Connection> dialling, CancellationToken cancellation)
    {
        Connection connection = await dialling.ConfigureAwait(false);
        if (link.Tls is null || link.Server.Tls is null || link.Protection != 'P')
        {
            return connection;
        }

        using CancellationTokenRegistration registration = cancellation.UnsafeRegister(static state => ((Connection)state!).Abort(), connection);
        try
        {
            connection.Deadline.Arm(Options.ReplyTimeout);
            string name = Options.ServerName ?? Options.Host;
            await connection.StartTlsAsync(link.Tls, link.Sessions!, Options.SendServerName ? name : null, data: true).ConfigureAwait(false);
        }
        catch (TlsException e)
        {
            connection.Dispose();
            cancellation.ThrowIfCancellationRequested();
            throw new FtpsException(FtpsFailure.Tls, $"the TLS handshake of the data connection failed: {e.Message}", connectionUsable: true, inner: e);
        }

        // A resumed session can only be the server's whose certificate was checked. Whoever had to show a certificate must show the same one.
        if (!connection.Tls!.Resumed && !(connection.PeerCertificates is [{ } shown, ..] && shown.AsSpan().SequenceEqual(link.ServerCertificate)))
        {
            connection.Dispose();
            throw new FtpsException(FtpsFailure.Untrusted,
                "the data connection shows another certificate than the control connection: it may end at another machine. Nothing was sent over it.", connectionUsable: true);
        }

        return connection;
    }

    private static void Discard(Task<Connection> opening) => _ = opening.ContinueWith(
        static task =>
        {
            if (task.IsCompletedSuccessfully)
            {
                task.Result.Dispose();
            }
            else
            {
                // Observed: the failure that counts is on its way to the caller.
                _ = task.Exception;
            }
        },
        CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    private async Task<DataTransfer> OpenActiveAsync(DataCommand command, CancellationToken cancellation)
    {
        Connection control = link.Channel.Connection;
        using ActiveListener listener = Listen(control);
        var named = new IPEndPoint(Options.ActiveAddress ?? control.LocalEndPoint.Address, listener.LocalEndPoint.Port);
        bool classic = named.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork;
        await DemandAsync(classic
            ? CommandLine.Of("PORT", System.Text.Encoding.ASCII.GetBytes(HostPort.FormatPasv(named.Address, named.Port).Trim('(', ')')))
            : CommandLine.Of("EPRT", System.Text.Encoding.ASCII.GetBytes($"|2|{named.Address}|{named.Port}|")), cancellation).ConfigureAwait(false);
        PendingReply[] pending = await SendAsync(command, cancellation).ConfigureAwait(false);
        return await JoinAsync(command, pending, AcceptAsync(listener, cancellation), cancellation).ConfigureAwait(false);
    }

    private ActiveListener Listen(Connection control)
    {
        (int first, int last) = Options.ActivePorts ?? (0, 0);
        try
        {
            return ActiveListener.Open(control.LocalEndPoint.Address, control.RemoteEndPoint.Address, first, last, heartbeat);
        }
        catch (DataConnectionException e)
        {
            throw new FtpsException(FtpsFailure.DataConnection, e.Message, connectionUsable: true, inner: e);
        }
    }

    private async Task<Connection> AcceptAsync(ActiveListener listener, CancellationToken cancellation)
    {
        try
        {
            return await listener.AcceptAsync(Options.ConnectTimeout, cancellation).ConfigureAwait(false);
        }
        catch (DataConnectionException e)
        {
            throw new FtpsException(FtpsFailure.DataConnection,
                $"the server did not connect back to us ({e.Message}). Active mode needs a way from the server to this machine; passive mode does not (ftp:passive-mode).",
                connectionUsable: true, inner: e);
        }
    }
}
