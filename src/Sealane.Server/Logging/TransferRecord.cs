using System.Buffers;
using System.Globalization;
using System.Net;
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

    internal required IPAddress Client { get; init; }

    internal required string? ClientName { get; init; }

    /// <summary>RETR, STOR, APPE or STOU.</summary>
    internal required string Verb { get; init; }

    internal required FtpPath Path { get; init; }

    /// <summary>Bytes that went over the line; 0 for a transfer that never started.</summary>
    internal long Bytes { get; init; }

    internal TimeSpan Elapsed { get; init; }

    internal required bool Completed { get; init; }

    internal required string Outcome { get; init; }

    internal required bool Ascii { get; init; }

    internal string? TlsVersion { get; init; }

    internal string? Cipher { get; init; }

    internal string Proof { get; init; } = "Clear";

    internal string PeerClose { get; init; } = "";

    private bool IsUpload => Verb != "RETR";

    /// <summary>vsftpd's own form, which fail2ban and log readers know: <c>OK UPLOAD: Client "…", "/path", 18 bytes, 0.04Kbyte/sec</c>. As there, a count of 0 is left out.</summary>
    internal string ToVsftpd()
    {
        double rate = Bytes / 1024.0 / Math.Max(Elapsed.TotalSeconds, 0.000001);
        string what = $"{(Completed ? "OK" : "FAIL")} {(IsUpload ? "UPLOAD" : "DOWNLOAD")}";
        string count = Bytes == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", {Bytes} bytes");
        return VsftpdLine.Format(
            Ended, Session, User, what, Client, VsftpdLine.Quoted(Escaped(Path)) + count + string.Create(CultureInfo.InvariantCulture, $", {rate:F2}Kbyte/sec"));
    }

    /// <summary>wu-ftpd's xferlog (xferlog(5)): time, seconds, host, bytes, file, type, action, direction, access, user, service, authentication (method and user), and c or i.</summary>
    internal string ToXferlog()
    {
        string seconds = Math.Max(1, (long)Elapsed.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        char access = Kind switch { AccountKind.Anonymous => 'a', AccountKind.Guest => 'g', _ => 'r' };
        string who = Kind != AccountKind.Anonymous ? User : Email ?? "?";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{VsftpdLine.Time(Ended)} {seconds} {Client} {Bytes} {Field(Escaped(Path))} {(Ascii ? 'a' : 'b')} _ {(IsUpload ? 'i' : 'o')} {access} {Field(PrintableText.Escape(who))} ftp 0 * {(Completed ? 'c' : 'i')}");
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
            json.WriteString("client", Client.ToString());
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

    // Blanks part the fields. Others than the ordinary one would part them for some readers.
    private static string Field(string text) => string.Concat(text.Select(c => char.IsWhiteSpace(c) ? '_' : c));

    private static string Escaped(FtpPath path) => PrintableText.Escape(path.Bytes);
}
