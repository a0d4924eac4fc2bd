using System.Security.Cryptography;
using System.Text;
using Sealane.Protocol;
using Sealane.Server.Accounts;
using Sealane.Server.Storage;
using Sealane.Server.Transfers;

namespace Sealane.Server.Commands;

/// <summary>STOU: an upload under a name that is not taken, which the reply tells (RFC 1123 §4.1.2.9).</summary>
internal sealed class Stou : IVerb
{
    // 36^6 names: a second try is rare, a tenth means that something else is wrong.
    private const int Tries = 10;
    private const int SuffixLength = 6;

    private static readonly Reply s_noName = Reply.Of(ReplyCode.NameNotAllowed, "Could not find a name that is not taken.");

    public static VerbSpec Spec { get; } = new("STOU", "[<name>]")
    {
        Gates = Gate.Login | Gate.Data | Gate.Writes,
        Permission = Permissions.Write | Permissions.UploadOnly,
    };

    public static async ValueTask<Reply?> ExecuteAsync(Session session, Command command)
    {
        byte[] stem = command.HasArgument ? command.Argument.ToArray() : "STOU"u8.ToArray();
        for (int i = 0; i < Tries; i++)
        {
            string suffix = "." + RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz0123456789", SuffixLength);
            if (!session.State.TryResolve([.. stem, .. Encoding.ASCII.GetBytes(suffix)], out FtpPath path))
            {
                return StorageReplies.BadName;
            }

            try
            {
                FileWriter writer = await session.Files.OpenWriteAsync(path, WriteMode.CreateNew, 0, CancellationToken.None).ConfigureAwait(false);
                bool ascii = session.State.Type == RepresentationType.Ascii && session.Options.Access.AsciiUpload;
                session.Start(new Upload(session, command.Verb.ToString(), writer, ascii) { TellsName = true });
                return null;
            }
            catch (StorageException e) when (e.Error == StorageError.Exists)
            {
            }
            catch (StorageException e)
            {
                session.Server.Log.StorageRefused(session.Id, Spec.Name, e.Error, e.Message);
                session.Server.Events.BeginTransfer(session, Spec.Name, path).Dispose();
                return StorageReplies.OfUpload(e.Error);
            }
        }

        return s_noName;
    }
}
