using Sealane.Protocol;
using Sealane.Server.Accounts;
using Sealane.Server.Storage;

namespace Sealane.Server.Commands;

/// <summary>SIZE: how many bytes a transfer would move (RFC 3659 §4). For a name that this account's upload was interrupted under, how many arrived: the offset to resume at.</summary>
internal sealed class Size : IVerb
{
    private static readonly Reply s_ascii = Reply.Of(ReplyCode.FileUnavailable, "SIZE is not known in ASCII mode without reading the file: use TYPE I.");

    public static VerbSpec Spec { get; } = new("SIZE", "<file>")
    {
        Gates = Gate.Login | Gate.Argument | Gate.KeepsRestart,
        Permission = Permissions.List | Permissions.Read | Permissions.Write | Permissions.UploadOnly,
        Features = _ => ["SIZE"],
    };

    public static async ValueTask<Reply?> ExecuteAsync(Session session, Command command)
    {
        if (!session.TryResolve(command, out FtpPath path))
        {
            return StorageReplies.BadName;
        }

        if (session.State.Type == RepresentationType.Ascii && session.Options.Access.AsciiDownload && !session.Options.VsftpdReplies)
        {
            return s_ascii;
        }

        // A drop box shows its own interrupted uploads and nothing else.
        bool sees = session.Allows(Permissions.List | Permissions.Read | Permissions.Write);
        FileEntry? entry = sees ? await session.Files.FindAsync(path, CancellationToken.None).ConfigureAwait(false) : null;
        long? length = entry switch
        {
            { IsFile: true } file => file.Length,
            null when session.Files is IFindPartial partials => await partials.PartialLengthAsync(path, CancellationToken.None).ConfigureAwait(false),
            _ => null,
        };
        return length is { } bytes
            ? Reply.Of(ReplyCode.FileStatus, bytes.ToString(System.Globalization.CultureInfo.InvariantCulture))
            : StorageReplies.Of(entry is null ? StorageError.NotFound : StorageError.IsADirectory);
    }
}
