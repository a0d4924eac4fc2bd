using Sealane.Protocol;
using Sealane.Server.Accounts;
using Sealane.Server.Logging;
using Sealane.Server.Storage;

namespace Sealane.Server.Commands;

/// <summary>RMD: removes an empty directory (RFC 959 §4.1.3).</summary>
internal sealed class Rmd : IVerb
{
    private static readonly Reply s_done = Reply.Of(ReplyCode.FileActionDone, "Remove directory operation successful.");

    public static VerbSpec Spec { get; } = new("RMD", "<directory>")
    {
        Aliases = ["XRMD"],
        Gates = Gate.Login | Gate.Argument | Gate.Writes,
        Permission = Permissions.Delete,
    };

    public static async ValueTask<Reply?> ExecuteAsync(Session session, Command command)
    {
        if (!session.TryResolve(command, out FtpPath path))
        {
            return StorageReplies.BadName;
        }

        using LogEntry entry = session.Server.Events.Begin(session, "RMDIR", path);
        await session.Files.DeleteDirectoryAsync(path, CancellationToken.None).ConfigureAwait(false);
        entry.Succeed();
        return s_done;
    }
}
