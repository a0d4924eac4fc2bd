using Sealane.Protocol;
using Sealane.Server.Accounts;
using Sealane.Server.Logging;
using Sealane.Server.Storage;

namespace Sealane.Server.Commands;

/// <summary>RNFR: what to rename; RNTO must follow (RFC 959 §4.1.3).</summary>
internal sealed class Rnfr : IVerb
{
    private static readonly Reply s_ready = Reply.Of(ReplyCode.NeedMore, "Ready for RNTO.");

    public static VerbSpec Spec { get; } = new("RNFR", "<path>")
    {
        Gates = Gate.Login | Gate.Argument | Gate.Writes,
        Permission = Permissions.Rename,
    };

    public static async ValueTask<Reply?> ExecuteAsync(Session session, Command command)
    {
        if (!session.TryResolve(command, out FtpPath path))
        {
            return StorageReplies.BadName;
        }

        using LogEntry entry = session.Server.Events.Begin(session, "RENAME", path);
        if (await session.Files.FindAsync(path, CancellationToken.None).ConfigureAwait(false) is null)
        {
            return StorageReplies.Of(StorageError.NotFound);
        }

        session.State.RenameFrom = path;
        entry.HandOver();
        return s_ready;
    }
}
