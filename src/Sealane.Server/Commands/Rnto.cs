using Sealane.Protocol;
using Sealane.Server.Accounts;
using Sealane.Server.Logging;
using Sealane.Server.Storage;

namespace Sealane.Server.Commands;

/// <summary>RNTO: the new name for what RNFR named in the command before (RFC 959 §4.1.3).</summary>
internal sealed class Rnto : IVerb
{
    private static readonly Reply s_done = Reply.Of(ReplyCode.FileActionDone, "Rename successful.");
    private static readonly Reply s_fromFirst = Reply.Of(ReplyCode.BadSequence, "RNFR required first.");

    public static VerbSpec Spec { get; } = new("RNTO", "<path>")
    {
        Gates = Gate.Login | Gate.Writes,
        Permission = Permissions.Rename,
    };

    public static async ValueTask<Reply?> ExecuteAsync(Session session, Command command)
    {
        if (session.State.RenameFrom is not { } from)
        {
            return s_fromFirst;
        }

        session.State.RenameFrom = null;
        if (!command.HasArgument)
        {
            return Gatekeeper.Argument;
        }

        if (!session.TryResolve(command, out FtpPath to))
        {
            return StorageReplies.BadName;
        }

        using LogEntry entry = session.Server.Events.Begin(session, "RENAME", from, () => PrintableText.Escape(to.Bytes));
        if (!session.Allows(Permissions.Write | Permissions.Delete) && await session.Files.FindAsync(to, CancellationToken.None).ConfigureAwait(false) is not null)
        {
            // A rename replaces what has the new name; who may neither overwrite nor delete may not do so this way either.
            return StorageReplies.Of(StorageError.Exists);
        }

        await session.Files.RenameAsync(from, to, CancellationToken.None).ConfigureAwait(false);
        entry.Succeed();
        return s_done;
    }
}
