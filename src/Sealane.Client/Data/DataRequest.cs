using System.Globalization;
using System.Text;
using Sealane.Client.Control;
using Sealane.Protocol;

namespace Sealane.Client.Data;

/// <summary>Sends a data command, and what belongs before and behind it.</summary>
internal static class DataRequest
{
    /// <summary>REST and the command, what follows it, and the next passive request where the server bears it: in one piece if it may be.</summary>
    internal static async Task<PendingReply[]> SendAsync(ControlLink link, DataCommand command, CancellationToken cancellation)
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

        bool prefetch = pipelines && command.MoreFollow && !DataMode.IsActive(link) && !CommandChoice.Pret(link) && !link.Options.Commands.CloseAfterTransfer;
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
}
