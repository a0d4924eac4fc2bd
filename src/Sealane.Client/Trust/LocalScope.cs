using System.Net;
using System.Security.Cryptography.X509Certificates;
using Sealane.Transport.Tls;

namespace Sealane.Client.Trust;

/// <summary>
/// For which hosts a local authority counts. Its key lies in a user's directory; whoever gets hold of it must not become every server of the world.
/// One with name constraints (RFC 5280 §4.2.1.10) is held to them by the chain check; one without counts for this machine alone.
/// </summary>
internal static class LocalScope
{
    public static bool Covers(X509Certificate2 authority, string host)
    {
        if (authority.Extensions.Any(extension => extension.Oid?.Value == "2.5.29.30"))
        {
            return true;
        }

        string name = HostAddress.Normalize(host);
        return (HostAddress.TryAddress(host, out IPAddress? address) && IPAddress.IsLoopback(address))
            || name == "localhost" || name.EndsWith(".localhost", StringComparison.Ordinal)
            || CertificateNames.OfThisMachine().Any(own => string.Equals(HostAddress.Normalize(own), name, StringComparison.Ordinal));
    }
}
