using System.Text;

namespace Sealane.Client.Trust;

/// <summary>
/// One line of the known-servers file: <c>host:port PIN… [ca-cert:BASE64]… [# comment]</c> or <c>@revoked PIN… [# comment]</c>.
/// Comments, blank lines and markers of later versions have neither server nor revocation and are kept as they are.
/// </summary>
internal sealed record KnownServerLine(string Text, KnownServer? Server, IReadOnlyList<CertificatePin> Revoked, bool IsDamagedRevocation)
{
    private const string RevokedMark = "@revoked";
    private const string CertificatePrefix = "ca-cert:";

    public static KnownServerLine Parse(string text)
    {
        int hash = text.IndexOf('#', StringComparison.Ordinal);
        string comment = hash < 0 ? "" : CertificateFacts.Escaped(text[(hash + 1)..].Trim());
        string[] words = (hash < 0 ? text : text[..hash]).Split([' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0)
        {
            return new KnownServerLine(text, null, [], false);
        }

        List<CertificatePin> pins = [];
        List<byte[]> authorities = [];
        bool understood = true;
        foreach (string word in words.Skip(1))
        {
            if (CertificatePin.TryParse(word, out CertificatePin? pin))
            {
                pins.Add(pin);
            }
            else if (word.StartsWith(CertificatePrefix, StringComparison.Ordinal) && FromBase64(word[CertificatePrefix.Length..]) is byte[] der)
            {
                authorities.Add(der);
            }
            else
            {
                understood = false;
            }
        }

        if (words[0] == RevokedMark)
        {
            return new KnownServerLine(text, null, pins, !understood || pins.Count == 0);
        }

        // Certificates end: a line that pins one would break trust at the next renewal, so it is none of ours.
        return words[0].StartsWith('@') || HostAddress.Split(words[0]) is not { } address
            ? new KnownServerLine(text, null, [], false)
            : new KnownServerLine(text, new KnownServer
            {
                Host = address.Host,
                Port = address.Port ?? HostAddress.StandardPort,
                Pins = [.. pins.Where(pin => pin.Kind is PinKind.Key or PinKind.Authority)],
                Authorities = authorities,
                Comment = comment,
            }, [], false);
    }

    public static string Write(KnownServer server)
    {
        StringBuilder line = new(server.Address);
        foreach (CertificatePin pin in server.Pins)
        {
            line.Append(' ').Append(pin);
        }

        foreach (byte[] authority in server.Authorities)
        {
            line.Append(' ').Append(CertificatePrefix).Append(Convert.ToBase64String(authority));
        }

        return line.Append(Remark(server.Comment)).ToString();
    }

    public static string WriteRevoked(CertificatePin pin, string comment) => $"{RevokedMark} {pin}{Remark(comment)}";

    // What has passed the escape has no line end in it.
    private static string Remark(string comment) => comment.Length == 0 ? "" : " # " + CertificateFacts.Escaped(comment);

    private static byte[]? FromBase64(string text)
    {
        byte[] buffer = new byte[text.Length];
        return Convert.TryFromBase64String(text, buffer, out int length) ? buffer[..length] : null;
    }
}
