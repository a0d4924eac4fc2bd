using Sealane.Protocol;
using Sealane.Server.Accounts;
using Sealane.Server.Storage;
using Sealane.Server.Transfers;

namespace Sealane.Server.Commands;

/// <summary>LIST: a directory for people, as <c>ls -l</c> shows it (RFC 959 §4.1.3).</summary>
internal sealed class List : IVerb
{
    internal static readonly Reply SwitchedOff = Reply.Of(ReplyCode.FileUnavailable, "Listings are switched off (dirlist_enable=NO).");

    public static VerbSpec Spec { get; } = new("LIST", "[-a] [<path>]")
    {
        Gates = Gate.Login | Gate.Data,
        Permission = Permissions.List,
        Refused = options => options.Access.List ? null : SwitchedOff,
    };

    public static ValueTask<Reply?> ExecuteAsync(Session session, Command command) =>
        StartAsync(session, command, ListingDetail.FactsAndLinks, (arguments, _) => UnixFormat(session, arguments));

    /// <summary>LIST's format; shared with STAT.</summary>
    internal static UnixListing UnixFormat(Session session, ListArguments arguments) =>
        new(session.Options.Listings, arguments.All, session.Server.Time.GetUtcNow().UtcDateTime);

    /// <summary>Starts a listing of what the argument names; shared with NLST.</summary>
    internal static async ValueTask<Reply?> StartAsync(Session session, Command command, ListingDetail detail, Func<ListArguments, ListTarget, ListingFormat> format)
    {
        ListArguments arguments = ListArguments.Parse(command.Argument);
        ListTarget target = await arguments.FindAsync(session).ConfigureAwait(false);
        ListingSource source = await ListingSource.OpenAsync(session.Files, target, detail, format(arguments, target)).ConfigureAwait(false);
        session.Start(new Listing(session, command.Verb.ToString(), target.Directory, source));
        return null;
    }
}
