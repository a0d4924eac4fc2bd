using Sealane.Protocol;
using Sealane.Server.Accounts;
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

        await session.Files.CreateDirectoryAsync(path, CancellationToken.None).ConfigureAwait(false);
        session.Server.Events.Changed(session, "MKDIR", path);
        return Reply.OfPath(ReplyCode.PathName, "", path, " created.");
    }
}
