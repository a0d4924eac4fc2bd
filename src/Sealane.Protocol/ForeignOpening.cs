using System.Text;

namespace Sealane.Protocol;

/// <summary>Recognises the first line of protocols that end up on an FTP port, by accident or as a cross-protocol attack (ALPACA).</summary>
internal static class ForeignOpening
{
    // HTTP and WebDAV methods are upper-case by definition and always followed by a space. None is an FTP verb.
    private static readonly byte[][] s_methods =
    [
        .. new[]
        {
            "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "CONNECT", "TRACE", "PRI",
            "PROPFIND", "PROPPATCH", "MKCOL", "MKCALENDAR", "COPY", "MOVE", "LOCK", "UNLOCK", "REPORT", "SEARCH",
        }.Select(method => Encoding.ASCII.GetBytes(method + " ")),
    ];

    private static readonly Verb[] s_mailVerbs = [Verb.Of("EHLO"), Verb.Of("HELO"), Verb.Of("LHLO"), Verb.Of("MAIL")];

    /// <summary>True for two bytes of a TLS handshake record: type 22, version 3.x (RFC 8446 §5.1).</summary>
    public static bool IsTlsRecord(ReadOnlySpan<byte> bytes) => bytes.Length >= 2 && bytes[0] == 0x16 && bytes[1] == 0x03;

    /// <summary>True when the line opens a conversation in another protocol.</summary>
    public static bool Begins(ReadOnlySpan<byte> line)
    {
        if (IsTlsRecord(line) || line.StartsWith("HTTP/"u8) || line.StartsWith("SSH-"u8))
        {
            return true;
        }

        foreach (byte[] method in s_methods)
        {
            if (line.StartsWith(method))
            {
                return true;
            }
        }

        int space = line.IndexOf((byte)' ');
        return Verb.TryRead(space < 0 ? line : line[..space], out Verb verb) && s_mailVerbs.Contains(verb);
    }
}
