using System.Globalization;
using Sealane.Protocol;
using Sealane.Server.Accounts;
using Sealane.Server.Storage;

namespace Sealane.Server.Commands;

/// <summary>ALLO: how much the client is about to upload (RFC 959 §4.1.3). Nothing is reserved, but a disk that is too small says so before the bytes travel.</summary>
internal sealed class Allo : IVerb
{
    private static readonly Reply s_enough = Reply.Of(ReplyCode.Ok, "There is room for that.");
    private static readonly Reply s_unneeded = Reply.Of(ReplyCode.Superfluous, "ALLO is not needed here.");
    private static readonly Reply s_bad = Reply.Of(ReplyCode.BadArgument, "ALLO is followed by a number of bytes.");

    public static VerbSpec Spec { get; } = new("ALLO", "<bytes>")
    {
        Gates = Gate.Login | Gate.Argument | Gate.KeepsRestart,
        Permission = Permissions.Write | Permissions.UploadOnly,
    };

    public static async ValueTask<Reply?> ExecuteAsync(Session session, Command command)
    {
        if (!long.TryParse(command.Text.Split(' ')[0], NumberStyles.None, CultureInfo.InvariantCulture, out long bytes))
        {
            return s_bad;
        }

        if (session.Files is not IReportSpace space)
        {
            return s_unneeded;
        }

        return await space.AvailableAsync(session.State.Directory, CancellationToken.None).ConfigureAwait(false) >= bytes
            ? s_enough
            : StorageReplies.Of(StorageError.NoSpace);
    }
}
