using Sealane.Protocol;
using Sealane.Server.Accounts;
using Sealane.Server.Logging;
using Sealane.Server.Storage;
using Sealane.Server.Transfers;

namespace Sealane.Server.Commands;

/// <summary>STOR: an upload (RFC 959 §4.1.3); after REST it goes on where an interrupted one ended.</summary>
internal sealed class Stor : IVerb
{
    public static VerbSpec Spec { get; } = new("STOR", "<file>")
    {
        Gates = Gate.Login | Gate.Argument | Gate.Data | Gate.Writes | Gate.KeepsRestart,
        Permission = Permissions.Write | Permissions.UploadOnly,
    };

    public static ValueTask<Reply?> ExecuteAsync(Session session, Command command)
    {
        long offset = session.State.TakeRestart();
        return ReceiveAsync(session, command, offset > 0 ? WriteMode.Resume : WriteMode.Replace, offset);
    }

    /// <summary>Opens the target and starts the upload; shared with APPE.</summary>
    internal static async ValueTask<Reply?> ReceiveAsync(Session session, Command command, WriteMode mode, long offset)
    {
        if (!session.TryResolve(command, out FtpPath path))
        {
            return StorageReplies.BadName;
        }

        using LogEntry entry = session.Server.Events.BeginTransfer(session, Spec.Name, path);
        if (!session.Allows(Permissions.Write) && await session.Files.FindAsync(path, CancellationToken.None).ConfigureAwait(false) is not null)
        {
            // A drop box: what was handed in stays as it is.
            return StorageReplies.OfUpload(StorageError.Exists);
        }

        FileWriter writer;
        try
        {
            writer = await session.Files.OpenWriteAsync(path, mode, offset, CancellationToken.None).ConfigureAwait(false);
        }
        catch (StorageException e)
        {
            session.Server.Log.StorageRefused(session.Id, Spec.Name, e.Error, e.Message);
            return StorageReplies.OfUpload(e.Error);
        }

        bool ascii = session.State.Type == RepresentationType.Ascii && session.Options.Access.AsciiUpload;
        entry.HandOver();
        session.Start(new Upload(session, command.Verb.ToString(), writer, ascii) { MustNotReplace = !session.Allows(Permissions.Write) });
        return null;
    }
}
