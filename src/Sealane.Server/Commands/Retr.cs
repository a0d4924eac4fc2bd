using Sealane.Protocol;
using Sealane.Server.Accounts;
using Sealane.Server.Logging;
using Sealane.Server.Storage;
using Sealane.Server.Transfers;

namespace Sealane.Server.Commands;

/// <summary>RETR: a download (RFC 959 §4.1.3), from the offset of REST on.</summary>
internal sealed class Retr : IVerb
{
    private static readonly Reply s_switchedOff = Reply.Of(ReplyCode.FileUnavailable, "Downloads are switched off (download_enable=NO).");

    public static VerbSpec Spec { get; } = new("RETR", "<file>")
    {
        Gates = Gate.Login | Gate.Argument | Gate.Data | Gate.KeepsRestart,
        Permission = Permissions.Read,
        Refused = options => options.Access.Download ? null : s_switchedOff,
    };

    public static async ValueTask<Reply?> ExecuteAsync(Session session, Command command)
    {
        long offset = session.State.TakeRestart();
        if (!session.TryResolve(command, out FtpPath path))
        {
            return StorageReplies.BadName;
        }

        using LogEntry entry = session.Server.Events.BeginTransfer(session, Spec.Name, path);
        FileReader reader = await session.Files.OpenReadAsync(path, offset, CancellationToken.None).ConfigureAwait(false);
        bool ascii = session.State.Type == RepresentationType.Ascii && session.Options.Access.AsciiDownload;
        entry.HandOver();
        session.Start(new Download(session, path, reader, offset, ascii) { Given = session.Options.VsftpdReplies ? command.Text : null });
        return null;
    }
}
