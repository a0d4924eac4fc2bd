using Sealane.Client.Control;
using Sealane.Protocol;

namespace Sealane.Client.Data;

/// <summary>PRET: a distributed server chooses by it which of its machines the data connection goes to, and may refuse the file here already.</summary>
internal static class PretCommand
{
    /// <summary>Says what is going to be moved, before a port is agreed on; nothing where that is not wanted, or not known.</summary>
    /// <exception cref="FtpsException">The server refuses the file.</exception>
    internal static async Task SayAsync(ControlLink link, CommandLine command, CancellationToken cancellation)
    {
        if (!CommandChoice.Pret(link) || link.PretFailed)
        {
            return;
        }

        ServerReply reply = await link.ExchangeAsync(CommandLine.Before("PRET", command), cancellation).ConfigureAwait(false);
        link.PretFailed = reply.Code is ReplyCode.SyntaxError or ReplyCode.NotImplemented;
        if (reply.Category >= 4 && !link.PretFailed)
        {
            throw FtpsException.Refusal(reply, command.Trace);
        }
    }
}
