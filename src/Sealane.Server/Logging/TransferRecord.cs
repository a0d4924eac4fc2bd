using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Sealane.Protocol;
using Sealane.Server.Accounts;

namespace Sealane.Server.Logging;

/// <summary>One finished transfer, as all transfer logs tell it.</summary>
internal sealed record TransferRecord
{
    internal required DateTimeOffset Ended { get; init; }

    internal required long Session { get; init; }

    internal required string User { get; init; }

    internal AccountKind Kind { get; init; }

    /// <summary>What an anonymous user gave as his password; null for others, and where none was given.</summary>
    internal string? Email { get; init; }

    internal required string Client { get; init; }

    internal required string? ClientName { get; init; }

    /// <summary>RETR, STOR, APPE or STOU.</summary>
    internal required string Verb { get; init; }

    internal required FtpPath Path { get; init; }

    internal required long Bytes { get; init; }

    internal required TimeSpan Elapsed { get; init; }

    internal required bool Completed { get; init; }

    internal required string Outcome { get; init; }

    internal required bool Ascii { get; init; }

    internal required string? TlsVersion { get; init; }

    internal required string? Cipher { get; init; }

    internal required string Proof { get; init; }

    internal required string PeerClose { get; init; }

    private bool IsUpload => Verb != "RETR";

    /// <summary>vsftpd's own form, which fail2ban and log readers know: <c>OK UPLOAD: Client "…", "/path", 18 bytes, 0.04Kbyte/sec</c>.</summary>
    internal string ToVsftpd()
    {
        double rate = Bytes / 1024.0 / Math.Max(Elapsed.TotalSeconds, 0.000001);
        string what = $"{(Completed ? "OK" : "FAIL")} {(IsUpload ? "UPLOAD" : "DOWNLOAD")}";
        return VsftpdLine.Format(Ended, Session, User, string.Create(
            CultureInfo.InvariantCulture, $"{what}: Client \"{Client}\", \"{Escaped(Path)}\", {Bytes} bytes, {rate:F2}Kbyte/sec"));
    }

    /// <summary>wu-ftpd's xferlog: time, seconds, host, bytes, file, type, action, direction, access, user, service, and c or i.</summary>
    internal string ToXferlog()
    {
        string name = Escaped(Path).Replace(' ', '_');
        char access = Kind switch { AccountKind.Anonymous => 'a', AccountKind.Guest => 'g', _ => 'r' };
        string who = Kind != AccountKind.Anonymous ? User : Email is { } email ? PrintableText.Escape(email) : "?";
        string seconds = Math.Max(1, (long)Elapsed.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{VsftpdLine.Time(Ended)} {seconds} {Client} {Bytes} {name} {(Ascii ? 'a' : 'b')} _ {(IsUpload ? 'i' : 'o')} {access} {who.Replace(' ', '_')} ftp 0 * {(Completed ? 'c' : 'i')}");
    }

    /// <summary>One JSON object on one line.</summary>
    internal string ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("time", Ended.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
            json.WriteString("event", IsUpload ? "upload" : "download");
            json.WriteString("outcome", Outcome);
            json.WriteString("user", User);
            json.WriteString("client", Client);
            json.WriteString("client_name", ClientName);
            json.WriteString("path", Path.ToString());
            json.WriteNumber("bytes", Bytes);
            json.WriteNumber("seconds", Math.Round(Elapsed.TotalSeconds, 6));
            json.WriteString("tls", TlsVersion);
            json.WriteString("cipher", Cipher);
            json.WriteString("tls_session", Proof);
            json.WriteString("closed_by_client", PeerClose);
            json.WriteNumber("session", Session);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static string Escaped(FtpPath path) => PrintableText.Escape(path.Bytes);
}

/// <summary>The frame of vsftpd's log lines: <c>Sun Nov 22 14:01:01 2026 [pid 7] [alice] …</c>; the session's number stands for the process.</summary>
internal static class VsftpdLine
{
    internal static string Format(DateTimeOffset time, long session, string? user, string text) => user is null
        ? string.Create(CultureInfo.InvariantCulture, $"{Time(time)} [pid {session}] {text}")
        : string.Create(CultureInfo.InvariantCulture, $"{Time(time)} [pid {session}] [{Safe(user)}] {text}");

    // As ctime(3): the day padded with a blank, local time.
    internal static string Time(DateTimeOffset time)
    {
        DateTimeOffset local = time.ToLocalTime();
        return string.Create(CultureInfo.InvariantCulture, $"{local:ddd MMM} {local.Day,2} {local:HH:mm:ss yyyy}");
    }

    // A user name comes from the client: it must not be able to end the line or the bracket.
    private static string Safe(string user) => PrintableText.Escape(Encoding.UTF8.GetBytes(user)).Replace(']', '?');
}
