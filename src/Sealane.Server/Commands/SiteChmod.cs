using System.Text;
using Sealane.Protocol;
using Sealane.Server.Accounts;
using Sealane.Server.Logging;
using Sealane.Server.Storage;

namespace Sealane.Server.Commands;

/// <summary>SITE CHMOD: sets permission bits. Set-id and sticky bits are never set through FTP.</summary>
internal static class SiteChmod
{
    private static readonly Reply s_done = Reply.Of(ReplyCode.Ok, "SITE CHMOD command ok.");
    private static readonly Reply s_bad = Reply.Of(ReplyCode.BadArgument, "SITE CHMOD is followed by an octal mode (0 to 777) and a path.");
    private static readonly Reply s_unable = Reply.Of(ReplyCode.BadParameter, "Permissions cannot be set here.");
    private static readonly Reply s_denied = Reply.Of(ReplyCode.FileUnavailable, "Permission denied.");

    internal static async ValueTask<Reply?> ExecuteAsync(Session session, ReadOnlyMemory<byte> argument)
    {
        // As in vsftpd never for those with the rights of anonymous users, whatever they may write: modes are what hides their uploads.
        if (!session.Options.Access.Chmod || !session.Options.Access.Write || !session.Allows(Permissions.Write) || session.State.Account!.Rights is not null)
        {
            return s_denied;
        }

        int blank = argument.Span.IndexOf((byte)' ');
        if (blank < 0 || !TryReadMode(Encoding.ASCII.GetString(argument.Span[..blank]), out int mode))
        {
            return s_bad;
        }

        if (!session.State.TryResolve(argument.Span[(blank + 1)..], out FtpPath path))
        {
            return StorageReplies.BadName;
        }

        string bits = Encoding.ASCII.GetString(argument.Span[..blank]);
        using LogEntry entry = session.Server.Events.Begin(session, "CHMOD", path, () => bits);
        if (session.Files is not ISetPermissions permissions)
        {
            return s_unable;
        }

        await permissions.SetModeAsync(path, mode, CancellationToken.None).ConfigureAwait(false);
        entry.Succeed();
        return s_done;
    }

    private static bool TryReadMode(string text, out int mode)
    {
        mode = 0;
        foreach (char digit in text)
        {
            if (digit is < '0' or > '7' || (mode = (mode * 8) + (digit - '0')) > 0b111_111_111)
            {
                return false;
            }
        }

        return text.Length > 0;
    }
}
