using Sealane.Protocol;
using Sealane.Server.Accounts;
using Sealane.Server.Storage;
using Sealane.Server.Transfers;

namespace Sealane.Server.Commands;

/// <summary>MLSD: a directory for programs (RFC 3659 §7).</summary>
internal sealed class Mlsd : IVerb
{
    public static VerbSpec Spec { get; } = new("MLSD", "[<directory>]")
    {
        Gates = Gate.Login | Gate.Data,
        Permission = Permissions.List,
        Refused = List.Spec.Refused,
    };

    public static async ValueTask<Reply?> ExecuteAsync(Session session, Command command)
    {
        if (!session.TryResolve(command, out FtpPath path))
        {
            return StorageReplies.BadName;
        }

        ListingDetail detail = (session.State.Facts & ~Facts.Type) == 0 ? ListingDetail.Names : ListingDetail.Facts;
        ListingSource source = await ListingSource.OpenAsync(session, path, detail, FactsListing.For(session)).ConfigureAwait(false);
        session.Start(new Listing(session, command.Verb.ToString(), path, source));
        return null;
    }
}
