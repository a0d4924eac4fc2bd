using System.Globalization;
using Sealane.Protocol;

namespace Sealane.Server.Compat;

/// <summary>STAT without a path, as vsftpd answers it.</summary>
internal static class VsftpdStatus
{
    // vsftpd indents by five blanks, one of which every middle line of a reply has.
    private const string Indent = "    ";

    internal static Reply Of(Session session) => Reply.Lines(ReplyCode.SystemStatus, "FTP server status:", Lines(session).Select(line => Indent + line), "End of status");

    private static IEnumerable<string> Lines(Session session)
    {
        long rate = session.Options.Limits.BytesPerSecond;
        TimeSpan idle = session.Options.Limits.IdleTimeout;
        yield return $"Connected to {session.Peer.Address}";
        yield return $"Logged in as {session.State.Account!.Name}";
        yield return $"TYPE: {(session.State.Type == RepresentationType.Ascii ? "ASCII" : "BINARY")}";
        yield return rate == 0 ? "No session bandwidth limit" : string.Create(CultureInfo.InvariantCulture, $"Session bandwidth limit in byte/s is {rate}");
        yield return idle <= TimeSpan.Zero ? "No session timeout" : string.Create(CultureInfo.InvariantCulture, $"Session timeout in seconds is {(long)idle.TotalSeconds}");
        yield return $"Control connection is {(session.IsSecure ? "encrypted" : "plain text")}";
        yield return $"Data connections will be {(session.State.Protection == ProtectionLevel.Private ? "encrypted" : "plain text")}";
        yield return string.Create(CultureInfo.InvariantCulture, $"At session startup, client count was {session.CountAtStart}");
        yield return $"{VsftpdReplies.Version} - secure, fast, stable";
    }
}
