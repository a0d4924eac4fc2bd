using System.Buffers;
using Sealane.Protocol;
using Sealane.Server.Accounts;
using Sealane.Server.Storage;
using Sealane.Server.Transfers;

namespace Sealane.Server.Commands;

/// <summary>STAT: the session, a running transfer, or a listing over the control connection (RFC 959 §4.1.3).</summary>
internal sealed class Stat : IVerb
{
    // What a control connection may carry; a larger directory needs LIST.
    private const int MostBytes = 1024 * 1024;

    private static readonly Reply s_transferring = Reply.Of(ReplyCode.FileBusy, "A transfer is running: STAT with a path has to wait.");
    private static readonly Reply s_denied = Reply.Of(ReplyCode.FileUnavailable, "Permission denied.");
    private static readonly Reply s_tooLarge = Reply.Of(ReplyCode.LocalError, "Too many entries for the control connection: use LIST or MLSD.");

    public static VerbSpec Spec { get; } = new("STAT", "[<path>]") { Gates = Gate.Login | Gate.DuringTransfer | Gate.KeepsRestart };

    public static async ValueTask<Reply?> ExecuteAsync(Session session, Command command)
    {
        if (!command.HasArgument)
        {
            return Reply.Lines(ReplyCode.SystemStatus, "FTP server status:", Lines(session), "End of status");
        }

        if (session.Transfer is not null)
        {
            return s_transferring;
        }

        if (!session.Allows(Permissions.List) || !session.Options.Access.List)
        {
            return s_denied;
        }

        // As in vsftpd, STAT shows everything.
        ListArguments arguments = ListArguments.Parse(command.Argument);
        arguments = arguments with { Options = arguments.Options + "a" };
        ListTarget target = await arguments.FindAsync(session).ConfigureAwait(false);
        ListingSource source = await ListingSource
            .OpenAsync(session, arguments, target, ListingDetail.FactsAndLinks, _ => List.UnixFormat(session, arguments, target)).ConfigureAwait(false);
        await using (source.ConfigureAwait(false))
        {
            var listing = new ArrayBufferWriter<byte>();
            while (await source.ReadAsync(listing.GetMemory(4096), CancellationToken.None).ConfigureAwait(false) is > 0 and int count)
            {
                listing.Advance(count);
                if (listing.WrittenCount > MostBytes)
                {
                    return s_tooLarge;
                }
            }

            return Reply.LinesRaw(source.IsDirectory && !session.Options.VsftpdReplies ? ReplyCode.DirectoryStatus : ReplyCode.FileStatus, "Status follows:", listing.WrittenMemory, "End of status");
        }
    }

    private static IEnumerable<string> Lines(Session session)
    {
        yield return $"Connected from {session.Peer.Address}";
        yield return $"Logged in as {session.State.Account!.Name}";
        yield return session.Control.Tls is { } tls ? $"Control connection: {tls.Version}, {tls.Cipher}" : "Control connection: in the clear";
        yield return $"Data connections: {(session.State.Protection == ProtectionLevel.Private ? "protected (PROT P)" : "in the clear (PROT C)")}";
        yield return $"TYPE: {(session.State.Type == RepresentationType.Ascii ? "ASCII" : "binary")}; STRUcture: File; transfer MODE: Stream";
        if (session.Transfer is { } running)
        {
            yield return $"{running.Verb} of {running.Path} is running: {running.Moved} bytes so far";
        }
    }
}
