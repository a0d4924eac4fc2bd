using Sealane.Protocol;

namespace Sealane.Client.Control;

/// <summary>PWD and CWD.</summary>
internal static class WorkingDirectory
{
    internal static async Task<string> AskAsync(ControlLink link, CancellationToken cancellation)
    {
        ServerReply reply = await link.ExchangeAsync(CommandLine.Of("PWD"), cancellation).ConfigureAwait(false);
        return reply.Code == ReplyCode.PathName && PathReply.TryParse(reply.Lines[^1].Span, out ReadOnlyMemory<byte> path)
            ? link.Names.Decode(path.Span)
            : throw FtpsException.Refusal(reply, "the server does not tell its working directory");
    }

    internal static async Task ChangeAsync(ControlLink link, string path, CancellationToken cancellation)
    {
        CommandLine command = path == ".." ? CommandLine.Of("CDUP") : CommandLine.Of("CWD", link.Names.Encode(path));
        ServerReply reply = await link.ExchangeAsync(command, cancellation).ConfigureAwait(false);
        if (reply.Category != 2)
        {
            throw FtpsException.Refusal(reply, path);
        }

        link.Directory = null;
    }
}
