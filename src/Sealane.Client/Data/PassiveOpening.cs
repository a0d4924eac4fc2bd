using System.Net;
using System.Net.Sockets;
using Sealane.Client.Control;
using Sealane.Transport;

namespace Sealane.Client.Data;

/// <summary>Passive mode: asks for a port, and dials it before the command, or beside it where data connections have worked already.</summary>
internal static class PassiveOpening
{
    internal static async Task<DataTransfer> OpenAsync(ControlLink link, DataCommand command, CancellationToken cancellation)
    {
        await PretCommand.SayAsync(link, command.Line, cancellation).ConfigureAwait(false);
        var request = new PassiveRequest(link);
        IPEndPoint target = await request.AskAsync(cancellation).ConfigureAwait(false);
        DataMode.Check(link, target);
        bool ahead = link.Profile.DataWorked;

        // A connection that nobody needs any more is not to be waited for.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task<Connection> dialling = DialAsync(link, target, stop.Token);
        try
        {
            // Until a data connection has worked once, connect before the command: a server that waits in vain for one can be deaf for a minute.
            if (!ahead)
            {
                _ = await dialling.ConfigureAwait(false);
            }

            PendingReply[] pending = await DataRequest.SendAsync(link, command, cancellation).ConfigureAwait(false);
            DataTransfer transfer = await new DataJoin(link, command, pending, dialling).RunAsync(stop.Token).ConfigureAwait(false);
            link.Profile.DataWorked = true;
            return transfer;
        }
        catch (Exception)
        {
            bool unreachable = dialling.IsFaulted;
            await stop.CancelAsync().ConfigureAwait(false);
            DataJoin.Discard(dialling);
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
    private static string HostOf(ControlLink link, IPEndPoint target) =>
        link.Options.Proxy is not null && target.Address.Equals(link.Channel.Connection.RemoteEndPoint.Address) ? link.Options.Host : target.Address.ToString();

    private static async Task<Connection> DialAsync(ControlLink link, IPEndPoint target, CancellationToken cancellation)
    {
        try
        {
            return await Routes.Dialer(link.Options, DataMode.From(link.Options, link.Channel.Connection.LocalEndPoint.Address, target.Address))
                .ConnectAsync(HostOf(link, target), target.Port, data: true, cancellation).ConfigureAwait(false);
        }
        catch (DialException e)
        {
            throw new FtpsException(e.Failure == DialFailure.TimedOut ? FtpsFailure.TimedOut : FtpsFailure.Connect,
                $"the control connection works, but port {target.Port} of {target.Address}, which the server named for data, cannot be reached: {e.Message}. "
                + "Usually a firewall on the server's side does not let its passive ports through.", connectionUsable: true, inner: e);
        }
    }
}
