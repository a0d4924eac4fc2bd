using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Sealane.Client.Control;
using Sealane.Protocol;
using Sealane.Transport;

namespace Sealane.Client.Data;

/// <summary>Starts a data command: prepares the server, makes the data connection, and hands over an open <see cref="DataTransfer"/>.</summary>
internal sealed class DataOpener(ControlLink link, Heartbeat heartbeat)
{
    // How long our own reason for hanging up may take to reach us, once the server's answer to it is here.
    private static readonly TimeSpan s_verdict = TimeSpan.FromSeconds(1.5);

    private FtpsClientOptions Options => link.Options;

    /// <exception cref="FtpsException">Refused, or no data connection. The link is good unless the exception says otherwise.</exception>
    internal async Task<DataTransfer> OpenAsync(DataCommand command, CancellationToken cancellation)
    {
        if (command.Restart > 0 && !CommandChoice.Rest(link))
        {
            throw new FtpsException(FtpsFailure.NotSupported,
                $"the server does not list REST, and only what it lists is used: it cannot go on at byte {command.Restart}", connectionUsable: true);
        }

        await PrepareAsync(command, cancellation).ConfigureAwait(false);
        return DataMode.IsActive(link)
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
        if (link.Server is { Tls: not null, ControlIsClear: false })
        {
            await link.SetProtectionAsync(protection, cancellation).ConfigureAwait(false);
        }

        if (link.IsTlsClient)
        {
            await TlsRole.SetAsync(link, client: false, cancellation).ConfigureAwait(false);
        }

        if (command.Compressed || link.Mode != 'S')
        {
            await ModeZ.SetAsync(link, command.Compressed, cancellation).ConfigureAwait(false);
        }

        // Servers list the same in either type; a listing is no reason to change.
        if (!command.IsListing || link.Type == '\0')
        {
            await link.SetTypeAsync(command.Type, cancellation).ConfigureAwait(false);
        }
    }

    private async Task<DataTransfer> OpenPassiveAsync(DataCommand command, CancellationToken cancellation)
    {
        await PretCommand.SayAsync(link, command.Line, cancellation).ConfigureAwait(false);
        var request = new PassiveRequest(link);
        IPEndPoint target = await request.AskAsync(cancellation).ConfigureAwait(false);
        DataMode.Check(link, target);
        bool ahead = link.Profile.DataWorked;

        // A connection that nobody needs any more is not to be waited for.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task<Connection> dialling = DialAsync(target, stop.Token);
        try
        {
            // Until a data connection has worked once, connect before the command: a server that waits in vain for one can be deaf for a minute.
            if (!ahead)
            {
                _ = await dialling.ConfigureAwait(false);
            }

            PendingReply[] pending = await SendAsync(command, cancellation).ConfigureAwait(false);
            DataTransfer transfer = await JoinAsync(command, pending, dialling, stop.Token).ConfigureAwait(false);
            link.Profile.DataWorked = true;
            return transfer;
        }
        catch (Exception)
        {
            bool unreachable = dialling.IsFaulted;
            await stop.CancelAsync().ConfigureAwait(false);
            Discard(dialling);
            cancellation.ThrowIfCancellationRequested();
            if (unreachable && request.ByEpsv && link.IsUsable && link.Channel.Connection.RemoteEndPoint.AddressFamily == AddressFamily.InterNetwork)
            {
                link.Channel.Note("the port that EPSV named cannot be reached; using PASV from now on");
                link.Profile.EpsvFails = true;
            }

            throw;
        }
    }

    // Behind a proxy, our peer is the proxy: only the proxy knows where the server is.
    private string HostOf(IPEndPoint target) =>
        Options.Proxy is not null && target.Address.Equals(link.Channel.Connection.RemoteEndPoint.Address) ? Options.Host : target.Address.ToString();

    private async Task<Connection> DialAsync(IPEndPoint target, CancellationToken cancellation)
    {
        try
        {
            return await Routes.Dialer(Options, heartbeat, DataMode.From(Options, link.Channel.Connection.LocalEndPoint.Address, target.Address))
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
        if (command.Restart > 0 || link.RestartIsUnsure)
        {
            // Until a transfer has begun, the server may still hold it: the next one must say where it starts.
            link.RestartIsUnsure = true;
            ServerReply reply = await link.ExchangeAsync(
                CommandLine.Of("REST", Encoding.ASCII.GetBytes(command.Restart.ToString(CultureInfo.InvariantCulture))), cancellation).ConfigureAwait(false);
            if (reply.Code != ReplyCode.NeedMore && command.Restart > 0)
            {
                throw FtpsException.Refusal(reply, $"the server cannot go on at byte {command.Restart}");
            }
        }

        List<CommandLine> commands = [command.Line];
        bool pipelines = link.PipelinesTransfers;
        if (pipelines && command.Follower is { } follower)
        {
            commands.Add(follower);
        }

        bool prefetch = pipelines && command.MoreFollow && !DataMode.IsActive(link) && !CommandChoice.Pret(link) && !Options.Commands.CloseAfterTransfer;
        if (prefetch)
        {
            commands.Add(PassiveReply.Command(link));
        }

        link.HasTransferred = true;
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
        Task<Connection> opening = link.PipelinesTransfers ? DataSecurity.SecureAsync(link, dialling, cancellation) : dialling;
        try
        {
            ServerReply? begun = await AwaitBeginAsync(reply, dialling, opening, cancellation).ConfigureAwait(false);
            if (begun is { Category: not (1 or 2) })
            {
                FtpsException refusal = FtpsException.Refusal(begun, command.Line.Trace);
                if (refusal.Failure == FtpsFailure.DataConnection && await Task.WhenAny(dialling, Task.Delay(s_verdict, Options.Time, cancellation)).ConfigureAwait(false) == dialling)
                {
                    // That nobody came may be faster here than why: then the port that could not be reached is what counts.
                    _ = await dialling.ConfigureAwait(false);
                }

                throw refusal;
            }

            link.RestartIsUnsure &= begun is null;
            opening = ReferenceEquals(opening, dialling) ? DataSecurity.SecureAsync(link, dialling, cancellation) : opening;
            Connection connection = await AwaitOpenAsync(command, reply, opening).ConfigureAwait(false);
            if (command.Direction == DataDirection.Down && connection.Tls is not null && link.Profile.BearsEarlyGoodbye)
            {
                // The server asks for our goodbye behind its last byte and waits for it before it says 226. Of us nothing else comes on this connection, so it can have it now.
                await connection.CloseOutputAsync(halfClose: false).ConfigureAwait(false);
            }

            return new DataTransfer(link, connection, reply, pending.Length > 1 ? pending[1] : null, command.Direction, begun)
            {
                Inflated = link.Mode == 'Z' && command.Direction == DataDirection.Down
                    ? new ZlibReceiver(connection, command.IsListing, Math.Min(Options.DownloadLimit?.Piece ?? int.MaxValue, Options.TotalDownloadLimit?.Piece ?? int.MaxValue)) : null,
                IsCompressed = link.Mode == 'Z',
            };
        }
        catch (Exception e)
        {
            Discard(opening);
            if (!reply.Final.IsCompleted && link.IsUsable)
            {
                await DataTransfer.SettleAsync(link, reply).ConfigureAwait(false);
            }

            throw await ExplainAsync(command, e, reply).ConfigureAwait(false);
        }
    }

    // The server's refusal, or our failure to connect, whichever comes first: a server that waits for a connection that cannot be made says nothing for long.
    // Null when the server keeps its preliminary reply to itself for longer than it is to be waited for once the connection stands.
    private async Task<ServerReply?> AwaitBeginAsync(PendingReply reply, Task<Connection> dialling, Task<Connection> opening, CancellationToken cancellation)
    {
        TimeSpan patience = Options.Commands.BeginPatience ?? Timeout.InfiniteTimeSpan;
        Task<ServerReply> first = link.AwaitAsync(reply.First, cancellation);
        try
        {
            if (patience != Timeout.InfiniteTimeSpan)
            {
                _ = await Task.WhenAny(first, dialling).ConfigureAwait(false);
            }

            if (await Task.WhenAny(first, opening).WaitAsync(patience, Options.Time, CancellationToken.None).ConfigureAwait(false) == opening && !opening.IsCompletedSuccessfully)
            {
                Forget(first);
                _ = await opening.ConfigureAwait(false);
            }

            return await first.WaitAsync(patience, Options.Time, CancellationToken.None).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            Forget(first);
            link.Channel.Note("the data connection stands, and the server says nothing of the transfer: it begins without its 150");
            return null;
        }
    }

    private static void Forget(Task task) =>
        _ = task.ContinueWith(static task => task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);

    // After its preliminary reply the server may still give up: then it says so, and may leave the connection hanging.
    private async Task<Connection> AwaitOpenAsync(DataCommand command, PendingReply reply, Task<Connection> opening)
    {
        if (await Task.WhenAny(opening, reply.Final).ConfigureAwait(false) == opening || opening.IsCompleted)
        {
            return await opening.ConfigureAwait(false);
        }

        ServerReply final = await reply.Final.ConfigureAwait(false);
        if (final.Category >= 4)
        {
            FtpsException refusal = FtpsException.Refusal(final, command.Line.Trace);
            if (refusal.Failure is FtpsFailure.DataConnection or FtpsFailure.Truncated
                && await Task.WhenAny(opening, Task.Delay(s_verdict, Options.Time)).ConfigureAwait(false) == opening)
            {
                // The server may only be saying that we have hung up: then why we did is what counts (somebody else's certificate, for one).
                (await opening.ConfigureAwait(false)).Dispose();
            }

            throw refusal;
        }

        try
        {
            return await opening.WaitAsync(Options.ShutdownTimeout, Options.Time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new FtpsException(FtpsFailure.DataConnection, $"{command.Line.Trace}: the server says {final}, but took no data connection", link.IsUsable, final);
        }
    }

    // Our side of a failure says less than the server's reply does: there is no such file; it wants the session resumed. Except that we could not connect: that
    // says more than the server's "no data connection".
    private async Task<Exception> ExplainAsync(DataCommand command, Exception e, PendingReply reply)
    {
        if (e is FtpsException { Failure: FtpsFailure.Tls or FtpsFailure.DataConnection or FtpsFailure.Connect or FtpsFailure.TimedOut, Reply: null } && reply.Final.IsCompletedSuccessfully
            && await reply.Final.ConfigureAwait(false) is { Category: >= 4 } final)
        {
            FtpsException refusal = FtpsException.Refusal(final, command.Line.Trace);
            if (refusal.Failure is not (FtpsFailure.DataConnection or FtpsFailure.Truncated))
            {
                return refusal;
            }

            if (((FtpsException)e).Failure is FtpsFailure.Tls or FtpsFailure.DataConnection)
            {
                return new FtpsException(FtpsFailure.DataConnection, $"{command.Line.Trace}: {final} ({e.Message})", link.IsUsable, final, e);
            }
        }

        return e is FtpsException { ConnectionUsable: true } known && !link.IsUsable
            ? new FtpsException(known.Failure, known.Message, connectionUsable: false, known.Reply, known.InnerException)
            : e;
    }

    private static void Discard(Task<Connection> opening) => _ = DiscardAsync(opening);

    private static async Task DiscardAsync(Task<Connection> opening)
    {
        try
        {
            (await opening.ConfigureAwait(false)).Dispose();
        }
        catch (Exception e) when (e is FtpsException or OperationCanceledException or ObjectDisposedException)
        {
            // The failure that counts is on its way to the caller.
        }
    }

    private async Task<DataTransfer> OpenActiveAsync(DataCommand command, CancellationToken cancellation)
    {
        if (Options.Proxy is not null)
        {
            throw new FtpsException(FtpsFailure.NotSupported, "active mode does not go through a proxy: the server cannot connect to us. Use passive mode.", connectionUsable: true);
        }

        Connection control = link.Channel.Connection;
        using ActiveListener listener = Listen(control);

        // Without the scope that a link-local address has on this machine only.
        var named = new IPEndPoint(new IPAddress((Options.ActiveAddress ?? control.LocalEndPoint.Address).GetAddressBytes()), listener.LocalEndPoint.Port);
        await PretCommand.SayAsync(link, command.Line, cancellation).ConfigureAwait(false);
        bool classic = named.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork;
        CommandLine way = classic
            ? CommandLine.Of("PORT", System.Text.Encoding.ASCII.GetBytes(HostPort.FormatPasv(named.Address, named.Port)))
            : CommandLine.Of("EPRT", System.Text.Encoding.ASCII.GetBytes($"|2|{named.Address}|{named.Port}|"));
        ServerReply answer = await link.ExchangeAsync(way, cancellation).ConfigureAwait(false);
        if (answer.Category != 2)
        {
            FtpsException refusal = FtpsException.Refusal(answer, way.Trace);
            throw new FtpsException(refusal.Failure, refusal.Message, refusal.ConnectionUsable, answer) { ByDataMode = true };
        }

        PendingReply[] pending = await SendAsync(command, cancellation).ConfigureAwait(false);
        Task<Connection> accepting = AcceptAsync(listener, cancellation);
        try
        {
            return await JoinAsync(command, pending, accepting, cancellation).ConfigureAwait(false);
        }
        catch (FtpsException e) when (e.Failure == FtpsFailure.DataConnection && (e.Reply is { Code: ReplyCode.CannotOpenData } || !accepting.IsCompletedSuccessfully))
        {
            string message = e.Message.Contains(NeedsWay, StringComparison.Ordinal) ? e.Message : $"{e.Message}. {NeedsWay}";
            throw new FtpsException(e.Failure, message, e.ConnectionUsable, e.Reply, e) { ByDataMode = !accepting.IsCompletedSuccessfully };
        }
    }

    private const string NeedsWay = "Active mode needs a way from the server to this machine; passive mode does not (ftp:passive-mode).";

    private ActiveListener Listen(Connection control)
    {
        (int first, int last) = Options.ActivePorts ?? (0, 0);
        try
        {
            return ActiveListener.Open(control.LocalEndPoint.Address, DataMode.ExpectedPeer(link), first, last, heartbeat, DataMode.ExpectedPorts(link), Options.Sockets);
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
                $"the server did not connect back to us ({e.Message}). {NeedsWay}",
                connectionUsable: true, inner: e);
        }
    }
}
