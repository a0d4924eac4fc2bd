using System.Diagnostics.CodeAnalysis;

namespace Sealane.Client.Trust;

/// <summary>A hash that a server's certificate, its key or its authority must have.</summary>
public sealed record CertificatePin
{
    private CertificatePin(PinKind kind, string hash)
    {
        Kind = kind;
        Hash = hash;
    }

    /// <summary>What is hashed.</summary>
    public PinKind Kind { get; }

    /// <summary>Base64 for keys and authorities, <c>AA:BB:…</c> for certificates.</summary>
    public string Hash { get; }

    /// <summary>The pin of a certificate's own key.</summary>
    internal static CertificatePin OfKey(string spkiBase64) => new(PinKind.Key, spkiBase64);

    /// <summary>The pin of an authority's key.</summary>
    internal static CertificatePin OfAuthority(string spkiBase64) => new(PinKind.Authority, spkiBase64);

    /// <summary>
    /// Reads <c>sha256:BASE64</c>, <c>spki-sha256:BASE64</c> and curl's <c>sha256//BASE64</c> (key), <c>ca-sha256:BASE64</c> (authority),
    /// <c>leaf-sha256:HEX</c> or 64 hexadecimal digits with or without colons (certificate), and 40 of them (SHA-1 of the certificate).
    /// </summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out CertificatePin? pin)
    {
        (string prefix, PinKind kind)[] kinds =
        [
            ("spki-sha256:", PinKind.Key), ("ca-sha256:", PinKind.Authority), ("leaf-sha256:", PinKind.Certificate), ("sha256//", PinKind.Key), ("sha256:", PinKind.Key),
        ];
        (string found, PinKind meant) = Array.Find(kinds, candidate => text.StartsWith(candidate.prefix, StringComparison.OrdinalIgnoreCase));
        string value = found is null ? text : text[found.Length..];
        byte[]? hex = FromHex(value);
        pin = (found, meant, hex?.Length) switch
        {
            (null, _, 20) => new CertificatePin(PinKind.CertificateSha1, Fingerprint.Hex(hex!)),
            (null or "sha256:" or "leaf-sha256:", _, 32) => new CertificatePin(PinKind.Certificate, Fingerprint.Hex(hex!)),
            (not null, PinKind.Key or PinKind.Authority, _) when FromBase64(value) is string base64 => new CertificatePin(meant, base64),
            _ => null,
        };
        return pin is not null;
    }

    /// <summary>As <see cref="TryParse"/> reads it.</summary>
    public override string ToString() => Kind switch
    {
        PinKind.Key => "spki-sha256:" + Hash,
        PinKind.Authority => "ca-sha256:" + Hash,
        PinKind.Certificate => "leaf-sha256:" + Hash,
        _ => Hash,
    };

    private static byte[]? FromHex(string text)
    {
        string digits = text.Replace(":", "", StringComparison.Ordinal);
        return digits.Length is 40 or 64 && digits.All(char.IsAsciiHexDigit) ? Convert.FromHexString(digits) : null;
    }

    // One spelling per hash: without the padding that people lose when they copy, a pin is still a pin.
    private static string? FromBase64(string text)
    {
        Span<byte> hash = stackalloc byte[33];
        string padded = text.TrimEnd('=') + "=";
        return padded.Length == 44 && Convert.TryFromBase64String(padded, hash, out int length) && length == 32 ? Convert.ToBase64String(hash[..32]) : null;
    }
}
