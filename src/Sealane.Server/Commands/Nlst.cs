using Sealane.Protocol;
using Sealane.Server.Accounts;
using Sealane.Server.Storage;
using Sealane.Server.Transfers;

namespace Sealane.Server.Commands;

/// <summary>NLST: names only, each in the form that the client asked in, so that it can be sent back as it is (RFC 959 §4.1.3, RFC 1123 §4.1.2.7).</summary>
internal sealed class Nlst : IVerb
{
    public static VerbSpec Spec { get; } = new("NLST", "[-aAFlRrt] [<path>]")
    {
        Gates = Gate.Login | Gate.Data,
        Permission = Permissions.List,
        Refused = List.Spec.Refused,
    };

    public static ValueTask<Reply?> ExecuteAsync(Session session, Command command)
    {
        ListArguments arguments = ListArguments.Parse(command.Argument);
        bool all = session.Options.Listings.DotFiles || arguments.All;
        return arguments.Long
            ? List.StartAsync(session, command, arguments)
            : List.StartAsync(session, command, arguments, ListingDetail.Names, (target, prefix) => new NameListing(prefix, all || target.ForHidden, arguments.Classified));
    }
}
