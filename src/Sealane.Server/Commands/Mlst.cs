using System.Buffers;
using Sealane.Protocol;
using Sealane.Server.Accounts;
using Sealane.Server.Storage;
using Sealane.Server.Transfers;

namespace Sealane.Server.Commands;

/// <summary>MLST: the facts of one path, over the control connection (RFC 3659 §7).</summary>
internal sealed class Mlst : IVerb
{
    public static VerbSpec Spec { get; } = new("MLST", "[<path>]")
    {
        Gates = Gate.Login,
        Permission = Permissions.List,
        Features = _ => [FactNames.FeatureLine(Facts.All)],
        Refused = List.Spec.Refused,
    };

    public static async ValueTask<Reply?> ExecuteAsync(Session session, Command command)
    {
        if (!session.TryResolve(command, out FtpPath path))
        {
            return StorageReplies.BadName;
        }

        if (await session.Files.FindAsync(path, CancellationToken.None).ConfigureAwait(false) is not { } entry)
        {
            return StorageReplies.Of(StorageError.NotFound);
        }

        var line = new ArrayBufferWriter<byte>();
        line.Write(" "u8);
        FactsListing.For(session).Write(line, entry, path.Bytes);
        return Reply.LinesRaw(ReplyCode.FileActionDone, "Start of facts", line.WrittenMemory, "End of facts");
    }
}
