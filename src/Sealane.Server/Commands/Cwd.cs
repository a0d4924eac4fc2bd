using Sealane.Protocol;
using Sealane.Server.Storage;

namespace Sealane.Server.Commands;

/// <summary>CWD: into a directory (RFC 959 §4.1.1).</summary>
internal sealed class Cwd : IVerb
{
    private static readonly Reply s_changed = Reply.Of(ReplyCode.FileActionDone, "Directory successfully changed.");

    public static VerbSpec Spec { get; } = new("CWD", "<directory>") { Aliases = ["XCWD"], Gates = Gate.Login };

    public static async ValueTask<Reply?> ExecuteAsync(Session session, Command command)
    {
        if (!session.TryResolve(command, out FtpPath path))
        {
            return StorageReplies.BadName;
        }

        return await EnterAsync(session, path).ConfigureAwait(false);
    }

    internal static async ValueTask<Reply> EnterAsync(Session session, FtpPath path)
    {
        await EnterAsync(session.Files, path).ConfigureAwait(false);
        session.State.Directory = path;
        return await DirectoryMessage.BeforeAsync(session, s_changed).ConfigureAwait(false);
    }

    /// <summary>Throws <see cref="StorageException"/> unless the path leads to a directory that can be entered.</summary>
    internal static async ValueTask EnterAsync(IFileStore files, FtpPath path)
    {
        if (files is IEnterDirectories doors)
        {
            await doors.EnterAsync(path, CancellationToken.None).ConfigureAwait(false);
            return;
        }

        FileEntry? entry = path.IsRoot ? new FileEntry { Kind = EntryKind.Directory } : await files.FindAsync(path, CancellationToken.None).ConfigureAwait(false);
        if (entry is not { IsDirectory: true })
        {
            StorageError error = entry is null ? StorageError.NotFound : StorageError.NotADirectory;
            throw new StorageException(error, $"{path}: {error}");
        }
    }
}
