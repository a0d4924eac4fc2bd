using Sealane.Client;
using Sealane.Protocol;
using Sealane.Shell.Remote;

namespace Sealane.Shell.Commands;

/// <summary>ln: links, where the server makes them.</summary>
internal sealed class LnCommand : ShellCommand
{
    public override string Synopsis => "ln [-s] <file1> <file2>";

    public override string Help => """
        Makes another name for a file (SITE LINK), with -s a symbolic link (SITE SYMLINK). Few servers can.
        """;

    public override OptionSpec[] Options => [new("s", 's')];

    public override async Task<int> RunAsync(CommandContext context)
    {
        ParsedArguments arguments = context.Parse();
        if (arguments.Operands.Count != 2)
        {
            throw new UsageException("Try `help ln' for more information.");
        }

        string verb = arguments.Has("s") ? "SYMLINK" : "LINK";
        int refused = await RemoteWords.ForEachAsync(context, [arguments.Operands[0]], false, async (client, site, from, cancellation) =>
        {
            string to = RemotePath.ExpandHome(site, arguments.Operands[1]);
            ServerReply reply = await client.SendAsync($"SITE {verb} {from} {to}", cancellation).ConfigureAwait(false);
            if (reply.Code is ReplyCode.SyntaxError or ReplyCode.NotImplemented)
            {
                throw new CommandException($"Fatal error: {RemoteFault.Words(new FtpsException(FtpsFailure.NotSupported, reply.ToString(), connectionUsable: true, reply))}");
            }

            if (reply.Category != 2)
            {
                throw new FtpsException(FtpsFailure.Refused, $"{from}: {reply}", connectionUsable: true, reply);
            }

            context.Changed(site, to);
        }).ConfigureAwait(false);
        if (refused == 0)
        {
            context.Tell("ln ok");
        }

        return refused;
    }
}
