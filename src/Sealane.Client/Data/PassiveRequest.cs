using System.Net;
using System.Net.Sockets;
using Sealane.Client.Control;
using Sealane.Protocol;

namespace Sealane.Client.Data;

/// <summary>Asks the server for a port: by EPSV, and by PASV where EPSV is refused, mangled or swallowed on the way, which is remembered.</summary>
internal sealed class PassiveRequest(ControlLink link)
{
    /// <summary>True when the port was named just now in answer to EPSV.</summary>
    internal bool ByEpsv { get; private set; }

    /// <summary>Where the data connection goes.</summary>
    /// <exception cref="FtpsException">The server names no port.</exception>
    internal async Task<IPEndPoint> AskAsync(CancellationToken cancellation)
    {
        if (link.SparePassive is { } spare)
        {
            link.SparePassive = null;
            if (Read(await link.AwaitAsync(spare.Final, cancellation).ConfigureAwait(false)) is { } prepared)
            {
                // Should nobody listen there any more, that says nothing of EPSV.
                ByEpsv = false;
                return prepared;
            }
        }

        // On IPv6 there is nothing but EPSV.
        bool epsv = PassiveReply.UsesEpsv(link);
        bool alone = link.Channel.Connection.RemoteEndPoint.AddressFamily == AddressFamily.InterNetworkV6;
        ServerReply? reply = await SendAsync(PassiveReply.Command(link), guarded: epsv && !alone, cancellation).ConfigureAwait(false);
        if (reply is not null && Read(reply) is { } target)
        {
            return target;
        }

        if (epsv && !alone)
        {
            link.Channel.Note("EPSV does not work here; using PASV from now on");
            link.Profile.EpsvFails = true;
            reply = await SendAsync(CommandLine.Of("PASV"), guarded: false, cancellation).ConfigureAwait(false);
            if (Read(reply!) is { } classic)
            {
                return classic;
            }
        }

        FtpsException failure = reply!.Category >= 4
            ? FtpsException.Refusal(reply, "passive mode was refused")
            : new FtpsException(FtpsFailure.Protocol, $"the answer to {(!epsv ? "PASV" : alone ? "EPSV" : "EPSV and PASV")} names no port: {reply}", connectionUsable: true, reply);
        throw new FtpsException(failure.Failure, failure.Message, failure.ConnectionUsable, reply) { ByDataMode = true };
    }

    private IPEndPoint? Read(ServerReply reply)
    {
        ByEpsv = reply.Code == ReplyCode.EnteringExtendedPassive;
        return PassiveReply.Read(link, reply);
    }

    // Null when the guard's time passed without an answer; the answer keeps its place in the queue, unless it turns out that none will come.
    private async Task<ServerReply?> SendAsync(CommandLine command, bool guarded, CancellationToken cancellation)
    {
        PendingReply[] pending = await link.Channel.SendAsync(command).ConfigureAwait(false);
        TimeSpan guard = link.Options.EpsvGuard;
        if (!guarded || guard <= TimeSpan.Zero || guard >= link.Options.ReplyTimeout || link.Profile.DataWorked)
        {
            return await link.AwaitAsync(pending[0].Final, cancellation).ConfigureAwait(false);
        }

        try
        {
            return await link.AwaitAsync(pending[0].Final.WaitAsync(guard, link.Options.Time, cancellation), cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            link.Channel.Doubt(pending[0]);
            return null;
        }
    }
}
