using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Sealane.Client.Trust;

/// <summary>The hosts a certificate is about: its subject alternative names (RFC 5280 §4.2.1.6).</summary>
internal sealed record SubjectNames(IReadOnlyList<string> Dns, IReadOnlyList<IPAddress> Addresses)
{
    public IEnumerable<string> All => Dns.Concat(Addresses.Select(address => address.ToString()));

    /// <exception cref="System.Security.Cryptography.CryptographicException">The extension is malformed.</exception>
    public static SubjectNames Of(X509Certificate2 certificate)
    {
        List<string> dns = [];
        List<IPAddress> addresses = [];
        foreach (X509Extension extension in certificate.Extensions.Where(extension => extension.Oid?.Value == "2.5.29.17"))
        {
            X509SubjectAlternativeNameExtension names = extension as X509SubjectAlternativeNameExtension ?? new X509SubjectAlternativeNameExtension(extension.RawData, extension.Critical);
            dns.AddRange(names.EnumerateDnsNames());
            addresses.AddRange(names.EnumerateIPAddresses());
        }

        return new SubjectNames(dns, addresses);
    }

    /// <summary>The last common name of the subject; empty when there is none.</summary>
    public static string CommonName(X509Certificate2 certificate)
    {
        string name = "";
        foreach (X500RelativeDistinguishedName part in certificate.SubjectName.EnumerateRelativeDistinguishedNames(reversed: false))
        {
            if (!part.HasMultipleElements && part.GetSingleElementType().Value == "2.5.4.3")
            {
                name = part.GetSingleElementValue() ?? "";
            }
        }

        return name;
    }
}
