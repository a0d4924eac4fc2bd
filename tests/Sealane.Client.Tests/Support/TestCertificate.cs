using Sealane.Transport.Tls;

namespace Sealane.Client.Tests.Support;

/// <summary>One authority and one server certificate (localhost, 127.0.0.1, ::1) for all scripted servers of a test run.</summary>
internal static class TestCertificate
{
    private static readonly (ServerTls Both, ServerTls Only12, ServerTls Only13, string Authority, ServerTls Asking) s_made = Make();

    /// <summary>The authority's certificate, PEM.</summary>
    public static string AuthorityPem => s_made.Authority;

    public static ServerTls Tls(bool tls12, bool tls13) => tls12 && tls13 ? s_made.Both : tls12 ? s_made.Only12 : s_made.Only13;

    /// <summary>Another server's, of the same names, by another authority.</summary>
    public static ServerTls Other { get; } = Make().Item1;

    /// <summary>The same server, asking clients for a certificate, and knowing none of the sessions that the others gave.</summary>
    public static ServerTls Asking => s_made.Asking;

    private static (ServerTls, ServerTls, ServerTls, string, ServerTls) Make()
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        using CertificateAndKey authority = CertificateFactory.CreateAuthority("the scripted server", now);
        using CertificateAndKey leaf = CertificateFactory.CreateLeaf(authority, new CertificateTerms { Names = ["localhost", "127.0.0.1", "::1"] }, now);
        byte[][] chain = [leaf.Certificate.RawData];
        byte[] key = leaf.Key.ExportPkcs8PrivateKey();
        return (
            ServerTls.Create(chain, key, new ServerTlsSettings()),
            ServerTls.Create(chain, key, new ServerTlsSettings(AllowTls13: false)),
            ServerTls.Create(chain, key, new ServerTlsSettings(AllowTls12: false)),
            authority.CertificatePem,
            ServerTls.Create(chain, key, new ServerTlsSettings { ClientCertificates = new ClientCertificatePolicy(Require: false, Validate: false, []) }));
    }
}
