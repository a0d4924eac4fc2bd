using System.Net;
using Sealane.Protocol;
using Sealane.Server.Accounts;
using Sealane.Server.Transfers;

namespace Sealane.Server.Logging;

/// <summary>What logs say of a session.</summary>
internal static class SessionWords
{
    /// <summary>The account; before the login, the name that is claimed.</summary>
    internal static string User(Session session) => session.State.Account?.Name ?? session.State.UserName ?? "-";

    /// <summary>Whom the client says it is at this moment, as vsftpd's protocol log shows it: from USER on, up to the answer to a refused PASS.</summary>
    internal static string? Claimed(Session session) => session.State.Account?.Name ?? session.State.UserName ?? session.State.ClaimedName;

    /// <summary>Behind the address of an anonymous login: what was given as password.</summary>
    internal static string Email(Session session) => session.State.Email is { } given ? $", anon password \"{PrintableText.Escape(given.Replace('"', '?'))}\"" : "";

    /// <summary>The client's address. With <c>compat=vsftpd</c> IPv4 clients of an IPv6 socket are in IPv6's notation, as in the logs that scripts were written for.</summary>
    internal static IPAddress Client(Session session) =>
        session.Options.VsftpdReplies && session.Options.Listen.Endpoints.Any(endpoint => endpoint.DualStack) ? session.Peer.Address.MapToIPv6() : session.Peer.Address;

    /// <summary>What all transfer logs say of a transfer, but for what it moved.</summary>
    internal static TransferRecord Record(Session session, string verb, FtpPath path, TransferOutcome outcome, DateTimeOffset ended) => new()
    {
        Ended = ended,
        Session = session.Id,
        User = User(session),
        Kind = session.State.Account?.Kind ?? AccountKind.Real,
        Email = session.State.Email,
        Client = Client(session),
        ClientName = session.State.ClientName,
        Verb = verb,
        Path = path,
        Completed = outcome == TransferOutcome.Completed,
        Outcome = outcome.ToString(),
        Ascii = session.State.Type == RepresentationType.Ascii,
    };
}
