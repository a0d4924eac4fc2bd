using Sealane.Protocol;
using Sealane.Server.Accounts;
using Sealane.Server.Storage;
using Sealane.Server.Transfers;

namespace Sealane.Server.Commands;

/// <summary>LIST: a directory for people, as <c>ls -l</c> shows it (RFC 959 §4.1.3).</summary>
internal sealed class List : IVerb
{
    internal static readonly Reply SwitchedOff = Reply.Of(ReplyCode.FileUnavailable, "Listings are switched off (dirlist_enable=NO).");

    public static VerbSpec Spec { get; } = new("LIST", "[-aAFRrt] [<path>]")
    {
        Gates = Gate.Login | Gate.Data,
        Permission = Permissions.List,
        Refused = options => options.Access.List ? null : SwitchedOff,
    };

    public static ValueTask<Reply?> ExecuteAsync(Session session, Command command) =>
        StartAsync(session, command, ListArguments.Parse(command.Argument));

    /// <summary>Starts a listing in LIST's format; shared with NLST -l.</summary>
    internal static ValueTask<Reply?> StartAsync(Session session, Command command, ListArguments arguments) =>
        StartAsync(session, command, arguments, ListingDetail.FactsAndLinks, (target, _) => UnixFormat(session, arguments, target));

    /// <summary>LIST's format; shared with STAT.</summary>
    internal static UnixListing UnixFormat(Session session, ListArguments arguments, ListTarget target) => new(
        session.Options.Listings, arguments.All || target.ForHidden, arguments.Classified, session.Server.Time.GetUtcNow().UtcDateTime, session.Server.OwnerNames);

    /// <summary>Starts a listing of what the arguments name; shared with NLST.</summary>
    /// <param name="session">Whose.</param>
    /// <param name="command">LIST or NLST.</param>
    /// <param name="arguments">Its argument.</param>
    /// <param name="detail">What the format needs.</param>
    /// <param name="format">Makes the format of a directory from what is listed and from what stands before its names.</param>
    internal static async ValueTask<Reply?> StartAsync(
        Session session, Command command, ListArguments arguments, ListingDetail detail, Func<ListTarget, ReadOnlyMemory<byte>, ListingFormat> format)
    {
        ListTarget target = await arguments.FindAsync(session).ConfigureAwait(false);
        ListingSource source = await ListingSource.OpenAsync(session, arguments, target, detail, prefix => format(target, prefix)).ConfigureAwait(false);
        session.Start(new Listing(session, command.Verb.ToString(), target.Directory, source));
        return null;
    }
}
