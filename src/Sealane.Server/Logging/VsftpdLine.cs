using System.Globalization;
using System.Net;
using Sealane.Protocol;

namespace Sealane.Server.Logging;

/// <summary>The form of vsftpd's log lines: <c>Sun Nov 22 14:01:01 2026 [pid 7] [alice] OK LOGIN: Client "192.0.2.7"</c>; the session's number stands for the process.</summary>
internal static class VsftpdLine
{
    /// <param name="time">When.</param>
    /// <param name="session">Whose.</param>
    /// <param name="user">As the client named him; null or empty before that.</param>
    /// <param name="what">The kind: <c>OK LOGIN</c>, <c>FTP command</c>.</param>
    /// <param name="client">From where.</param>
    /// <param name="rest">What follows the address, with its comma.</param>
    internal static string Format(DateTimeOffset time, long session, string? user, string what, IPAddress client, string rest = "") => string.IsNullOrEmpty(user)
        ? string.Create(CultureInfo.InvariantCulture, $"{Time(time)} [pid {session}] {what}: Client \"{client}\"{rest}")
        : string.Create(CultureInfo.InvariantCulture, $"{Time(time)} [pid {session}] [{Name(user)}] {what}: Client \"{client}\"{rest}");

    /// <summary>As ctime(3): local time, the day padded with a blank.</summary>
    internal static string Time(DateTimeOffset time)
    {
        DateTimeOffset local = time.ToLocalTime();
        return string.Create(CultureInfo.InvariantCulture, $"{local:ddd MMM} {local.Day,2} {local:HH:mm:ss yyyy}");
    }

    /// <summary>What stands in quotes behind the address. A quote in it stays, as in vsftpd: readers know the line's kind from its beginning.</summary>
    internal static string Quoted(string text) => $", \"{text}\"";

    /// <summary>A command; the password is vsftpd's own word for one.</summary>
    internal static string Command(Command command) => command.Verb.ToString() == "PASS" ? "PASS <password>" : command.ToString();

    /// <summary>A name that a client made up, fit for a field: it ends neither the line nor the bracket.</summary>
    private static string Name(string user) => PrintableText.Escape(user).Replace(']', '?');
}
