using System.Text;
using Sealane.Protocol;
using Sealane.Server.Accounts;
using Sealane.Server.Storage;

namespace Sealane.Server.Commands;

/// <summary>MDTM: when a file was changed, UTC (RFC 3659 §3). With a time before the name it sets it, as many clients expect although no RFC says so.</summary>
internal sealed class Mdtm : IVerb
{
    public static VerbSpec Spec { get; } = new("MDTM", "[<time>] <file>")
    {
        Gates = Gate.Login | Gate.Argument | Gate.KeepsRestart,
        Permission = Permissions.List | Permissions.Read | Permissions.Write,
        Features = _ => ["MDTM"],
    };

    public static async ValueTask<Reply?> ExecuteAsync(Session session, Command command)
    {
        int blank = command.Argument.Span.IndexOf((byte)' ');
        if (blank >= 14 && session.Options.Access.MdtmWrite && session.Options.Access.Admits(Mfmt.Spec.Name) && FtpTimestamp.TryParse(command.Argument.Span[..blank], out _))
        {
            // A file may be called like this too; it is found first.
            if (!session.TryResolve(command, out FtpPath literal) || await session.Files.FindAsync(literal, CancellationToken.None).ConfigureAwait(false) is null)
            {
                return await Mfmt.SetAsync(session, command, blank, session.Options.Listings.LocalTime).ConfigureAwait(false);
            }
        }

        if (!session.TryResolve(command, out FtpPath path))
        {
            return StorageReplies.BadName;
        }

        if (await session.Files.FindAsync(path, CancellationToken.None).ConfigureAwait(false) is not { } entry)
        {
            return StorageReplies.Of(StorageError.NotFound);
        }

        return Reply.Of(ReplyCode.FileStatus, Text(Shown(session, entry.Modified)));
    }

    // vsftpd's use_localtime makes MDTM speak local time both ways, against RFC 3659 §3.1; who set it wants that.
    private static DateTime Shown(Session session, DateTime utc) => session.Options.Listings.LocalTime ? utc.ToLocalTime() : utc;

    /// <summary>A time as it stands in replies: whole seconds, as every client can read.</summary>
    internal static string Text(DateTime utc)
    {
        Span<byte> text = stackalloc byte[32];
        return Encoding.ASCII.GetString(text[..FtpTimestamp.Format(utc, text, fraction: false)]);
    }
}
