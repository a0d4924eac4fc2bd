using Sealane.Protocol;
using Sealane.Server.Accounts;
using Sealane.Server.Logging;
using Sealane.Server.Storage;

namespace Sealane.Server.Commands;

/// <summary>DELE: removes a file (RFC 959 §4.1.3).</summary>
internal sealed class Dele : IVerb
{
    private static readonly Reply s_done = Reply.Of(ReplyCode.FileActionDone, "Delete operation successful.");

    public static VerbSpec Spec { get; } = new("DELE", "<file>")
    {
        Gates = Gate.Login | Gate.Argument | Gate.Writes,
        Permission = Permissions.Delete,
    };

    public static async ValueTask<Reply?> ExecuteAsync(Session session, Command command)
    {
        if (!session.TryResolve(command, out FtpPath path))
        {
            return StorageReplies.BadName;
        }

        using LogEntry entry = session.Server.Events.Begin(session, "DELETE", path);
        await session.Files.DeleteFileAsync(path, CancellationToken.None).ConfigureAwait(false);
        entry.Succeed();
        return s_done;
    }
}
