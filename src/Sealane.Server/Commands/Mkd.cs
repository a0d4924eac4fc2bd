using Sealane.Protocol;
using Sealane.Server.Accounts;
using Sealane.Server.Logging;
using Sealane.Server.Storage;

namespace Sealane.Server.Commands;

/// <summary>MKD: makes a directory (RFC 959 §4.1.3, appendix II).</summary>
internal sealed class Mkd : IVerb
{
    public static VerbSpec Spec { get; } = new("MKD", "<directory>")
    {
        Aliases = ["XMKD"],
        Gates = Gate.Login | Gate.Argument | Gate.Writes,
        Permission = Permissions.MakeDirectory,
    };

    public static async ValueTask<Reply?> ExecuteAsync(Session session, Command command)
    {
        if (!session.TryResolve(command, out FtpPath path))
        {
            return StorageReplies.BadName;
        }

        using LogEntry entry = session.Server.Events.Begin(session, "MKDIR", path);
        await session.Files.CreateDirectoryAsync(path, CancellationToken.None).ConfigureAwait(false);
        entry.Succeed();
        return Reply.OfPath(ReplyCode.PathName, "", path, " created.");
    }
}
