using Sealane.Protocol;
using Sealane.Server.Accounts;
using Sealane.Server.Storage;

namespace Sealane.Server.Commands;

/// <summary>MFMT: sets a file's modification time, UTC (draft-somers-ftp-mfxx §3.1).</summary>
internal sealed class Mfmt : IVerb
{
    private static readonly Reply s_bad = Reply.Of(ReplyCode.BadArgument, "MFMT is followed by YYYYMMDDHHMMSS and a file name.");
    private static readonly Reply s_unable = Reply.Of(ReplyCode.BadParameter, "Modification times cannot be set here.");
    private static readonly Reply s_denied = Reply.Of(ReplyCode.FileUnavailable, "Permission denied.");

    public static VerbSpec Spec { get; } = new("MFMT", "<time> <file>")
    {
        Gates = Gate.Login | Gate.Argument | Gate.Writes,
        Permission = Permissions.Write,
        Features = _ => ["MFMT"],
    };

    public static async ValueTask<Reply?> ExecuteAsync(Session session, Command command) =>
        await SetAsync(session, command, command.Argument.Span.IndexOf((byte)' '), local: false).ConfigureAwait(false);

    /// <summary>Sets the time that stands before the blank for the file after it; shared with MDTM.</summary>
    internal static async ValueTask<Reply> SetAsync(Session session, Command command, int blank, bool local)
    {
        if (blank < 0 || !FtpTimestamp.TryParse(command.Argument.Span[..blank], out DateTime modified))
        {
            return s_bad;
        }

        if (!session.Options.Access.Write || !session.Allows(Permissions.Write))
        {
            return s_denied;
        }

        if (session.Files is not ISetTimes times)
        {
            return s_unable;
        }

        if (!session.State.TryResolve(command.Argument.Span[(blank + 1)..], out FtpPath path))
        {
            return StorageReplies.BadName;
        }

        DateTime utc = local ? DateTime.SpecifyKind(modified, DateTimeKind.Local).ToUniversalTime() : modified;
        await times.SetModifiedAsync(path, utc, CancellationToken.None).ConfigureAwait(false);
        return Reply.OfPath(ReplyCode.FileStatus, $"Modify={Mdtm.Text(modified)}; ", path, "");
    }
}
