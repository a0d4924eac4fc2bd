using Sealane.Protocol;
using Sealane.Transport;
using Sealane.Transport.Tls;

namespace Sealane.Client.Control;

/// <summary>CCC (RFC 4217 §12.3): after the login the control connection goes on in the clear. Data connections keep TLS and resume the session that ended here.</summary>
internal static class ClearControl
{
    /// <exception cref="FtpsException">TLS did not end as it must; the connection is closed then. A server that refuses CCC goes on with TLS, which is no failure.</exception>
    internal static async Task EnterAsync(ControlLink link, CancellationToken cancellation)
    {
        ServerReply reply = await link.ExchangeAsync(CommandLine.Of("CCC"), cancellation).ConfigureAwait(false);
        if (reply.Category != 2)
        {
            link.Channel.Note("the server refuses CCC: the control connection stays encrypted");
            return;
        }

        Connection connection = link.Channel.Connection;
        string fault = "";
        if (!link.Channel.HoldsInput)
        {
            // Both goodbyes, one after the other and nothing between: what is read before the server's may be forged by nobody, what comes after it by everybody.
            connection.Deadline.Arm(link.Options.ShutdownTimeout);
            await connection.CloseOutputAsync(halfClose: false).ConfigureAwait(false);
            try
            {
                if (await connection.ReceiveAsync(new byte[1]).ConfigureAwait(false) == 0)
                {
                    connection.LeaveTls();
                    connection.Deadline.Disarm();
                    link.Server = link.Server with { ControlIsClear = true };
                    link.Channel.Note("CCC: the control connection goes on in the clear");
                    ClientLog.ControlInClear(link.Options.Logger, link.Options.Host);
                    return;
                }
            }
            catch (TlsException e)
            {
                fault = $": {e.Message}";
            }
        }

        throw link.Channel.Break(FtpsFailure.Tls,
            $"{link.Options.Host} agreed to CCC and did not end TLS in order{fault}. The connection was closed, since what follows could be anybody's; leave it encrypted: set ftp:ssl-use-ccc no");
    }
}
