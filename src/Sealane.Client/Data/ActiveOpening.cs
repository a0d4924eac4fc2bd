using System.Net;
using System.Net.Sockets;
using System.Text;
using Sealane.Client.Control;
using Sealane.Protocol;
using Sealane.Transport;

namespace Sealane.Client.Data;

/// <summary>Active mode: listens, names the port to the server, and lets it connect.</summary>
internal static class ActiveOpening
{
    private const string NeedsWay = "Active mode needs a way from the server to this machine; passive mode does not (ftp:passive-mode).";

    internal static async Task<DataTransfer> OpenAsync(ControlLink link, DataCommand command, CancellationToken cancellation)
    {
        if (link.Options.Proxy is not null)
        {
            throw new FtpsException(FtpsFailure.NotSupported, "active mode does not go through a proxy: the server cannot connect to us. Use passive mode.", connectionUsable: true);
        }

        Connection control = link.Channel.Connection;
        using ActiveListener listener = Listen(link);

        // Without the scope that a link-local address has on this machine only.
        var named = new IPEndPoint(new IPAddress((link.Options.ActiveAddress ?? control.LocalEndPoint.Address).GetAddressBytes()), listener.LocalEndPoint.Port);
        await PretCommand.SayAsync(link, command.Line, cancellation).ConfigureAwait(false);
        bool classic = named.AddressFamily == AddressFamily.InterNetwork;
        CommandLine way = classic
            ? CommandLine.Of("PORT", Encoding.ASCII.GetBytes(HostPort.FormatPasv(named.Address, named.Port)))
            : CommandLine.Of("EPRT", Encoding.ASCII.GetBytes($"|2|{named.Address}|{named.Port}|"));
        ServerReply answer = await link.ExchangeAsync(way, cancellation).ConfigureAwait(false);
        if (answer.Category != 2)
        {
            FtpsException refusal = FtpsException.Refusal(answer, way.Trace);
            throw new FtpsException(refusal.Failure, refusal.Message, refusal.ConnectionUsable, answer) { ByDataMode = true };
        }

        PendingReply[] pending = await DataRequest.SendAsync(link, command, cancellation).ConfigureAwait(false);
        Task<Connection> accepting = AcceptAsync(link, listener, cancellation);
        try
        {
            return await new DataJoin(link, command, pending, accepting).RunAsync(cancellation).ConfigureAwait(false);
        }
        catch (FtpsException e) when (e.Failure == FtpsFailure.DataConnection && (e.Reply is { Code: ReplyCode.CannotOpenData } || !accepting.IsCompletedSuccessfully))
        {
            string message = e.Message.Contains(NeedsWay, StringComparison.Ordinal) ? e.Message : $"{e.Message}. {NeedsWay}";
            throw new FtpsException(e.Failure, message, e.ConnectionUsable, e.Reply, e) { ByDataMode = !accepting.IsCompletedSuccessfully };
        }
    }

    private static ActiveListener Listen(ControlLink link)
    {
        (int first, int last) = link.Options.ActivePorts ?? (0, 0);
        try
        {
            return ActiveListener.Open(link.Channel.Connection.LocalEndPoint.Address, DataMode.ExpectedPeer(link), first, last, Deadlines.Heartbeat, DataMode.ExpectedPorts(link), link.Options.Sockets);
        }
        catch (DataConnectionException e)
        {
            throw new FtpsException(FtpsFailure.DataConnection, e.Message, connectionUsable: true, inner: e);
        }
    }

    private static async Task<Connection> AcceptAsync(ControlLink link, ActiveListener listener, CancellationToken cancellation)
    {
        try
        {
            return await listener.AcceptAsync(link.Options.ConnectTimeout, cancellation).ConfigureAwait(false);
        }
        catch (DataConnectionException e)
        {
            throw new FtpsException(FtpsFailure.DataConnection,
                $"the server did not connect back to us ({e.Message}). {NeedsWay}",
                connectionUsable: true, inner: e);
        }
    }
}
