using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sealane.Transport.Tls;

/// <summary>Makes certificates after RFC 5280: a local authority, server certificates under it, and server certificates that stand alone.</summary>
public static class CertificateFactory
{
    /// <summary>Validity of the authority. Ten years: every client has to be told of a new one.</summary>
    public static readonly TimeSpan AuthorityLifetime = TimeSpan.FromDays(3650);

    /// <summary>Validity of a server certificate. Ninety days: renewal is automatic, so a stolen key is worth little for long.</summary>
    public static readonly TimeSpan LeafLifetime = TimeSpan.FromDays(90);

    // Marks what we sign ourselves with, so that renewal never replaces a certificate that somebody else made.
    internal const string Organization = "Sealane";

    // A client whose clock is a little slow must not find the certificate "not yet valid".
    private static readonly TimeSpan Backdate = TimeSpan.FromHours(1);

    // 3072 bits: the strength of P-256 (NIST SP 800-57).
    private const int RsaBits = 3072;

    /// <summary>A certificate authority with a new key: ECDSA P-256, able to sign servers and no further authorities.</summary>
    /// <param name="host">The machine it is for, for its name only.</param>
    /// <param name="now">Start of its validity (an hour earlier, in fact).</param>
    public static CertificateAndKey CreateAuthority(string host, DateTimeOffset now) => CreateAuthority(host, now, ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <summary>The same for a key that exists; the key becomes the result's.</summary>
    internal static CertificateAndKey CreateAuthority(string host, DateTimeOffset now, AsymmetricAlgorithm key)
    {
        // ub-common-name is 64 characters (RFC 5280 appendix A).
        string name = $"Sealane local CA on {host}";
        CertificateRequest request = Request(Subject(name.Length > 64 ? name[..64] : name), key);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return new CertificateAndKey(SelfSign(request, key, now, now + AuthorityLifetime), key);
    }

    /// <summary>A server certificate with a new key, signed by <paramref name="authority"/>; it never outlives it.</summary>
    /// <exception cref="CertificateException">A name is neither a host name nor an address, or the authority has expired.</exception>
    public static CertificateAndKey CreateLeaf(CertificateAndKey authority, CertificateTerms terms, DateTimeOffset now)
    {
        X509Certificate2 issuer = authority.Certificate;
        DateTimeOffset issuerEnd = new(issuer.NotAfter.ToUniversalTime());
        if (issuerEnd <= now)
        {
            throw new CertificateException($"the authority {issuer.GetNameInfo(X509NameType.SimpleName, false)} has expired on {issuerEnd:yyyy-MM-dd}; make a new one: remove ca.pem and ca.key, then ftpsd cert ca");
        }

        AsymmetricAlgorithm key = CreateKey(terms.Rsa);
        CertificateRequest request = LeafRequest(terms, key);
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(issuer, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        DateTimeOffset end = now + terms.Lifetime;
        DateTimeOffset start = now - Backdate;
        DateTimeOffset issuerStart = new(issuer.NotBefore.ToUniversalTime());
        X509Certificate2 certificate = request.Create(
            issuer.SubjectName, Signer(authority.Key), start < issuerStart ? issuerStart : start, end < issuerEnd ? end : issuerEnd, SerialNumber());
        return new CertificateAndKey(certificate, key);
    }

    /// <summary>A server certificate that is its own issuer. Clients must be given it, or its fingerprint, one by one.</summary>
    /// <exception cref="CertificateException">A name is neither a host name nor an address.</exception>
    public static CertificateAndKey CreateSelfSigned(CertificateTerms terms, DateTimeOffset now) => CreateSelfSigned(terms, now, CreateKey(terms.Rsa));

    /// <summary>The same for a key that exists (whoever pinned the key need not be told of a renewal); the key becomes the result's.</summary>
    internal static CertificateAndKey CreateSelfSigned(CertificateTerms terms, DateTimeOffset now, AsymmetricAlgorithm key) =>
        new(SelfSign(LeafRequest(terms, key), key, now, now + terms.Lifetime), key);

    private static CertificateRequest LeafRequest(CertificateTerms terms, AsymmetricAlgorithm key)
    {
        if (terms.Names.Count == 0)
        {
            throw new CertificateException("a server certificate needs at least one name: --name HOST");
        }

        SubjectAlternativeNameBuilder names = new();
        foreach (string name in terms.Names.Select(CertificateNames.Normalize).Distinct(StringComparer.Ordinal))
        {
            if (IPAddress.TryParse(name, out IPAddress? address))
            {
                names.AddIpAddress(address);
            }
            else
            {
                names.AddDnsName(name);
            }
        }

        string first = CertificateNames.Normalize(terms.Names[0]);
        CertificateRequest request = Request(Subject(first.Length > 64 ? "FTPS server" : first), key);
        X509KeyUsageFlags usage = X509KeyUsageFlags.DigitalSignature | (key is RSA ? X509KeyUsageFlags.KeyEncipherment : X509KeyUsageFlags.None);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(usage, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1", "serverAuth")], critical: false));
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return request;
    }

    private static X500DistinguishedName Subject(string commonName)
    {
        X500DistinguishedNameBuilder subject = new();
        subject.AddOrganizationName(Organization);
        subject.AddCommonName(commonName);
        return subject.Build();
    }

    private static AsymmetricAlgorithm CreateKey(bool rsa) => rsa ? RSA.Create(RsaBits) : ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private static CertificateRequest Request(X500DistinguishedName subject, AsymmetricAlgorithm key) => key is RSA rsa
        ? new CertificateRequest(subject, rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
        : new CertificateRequest(subject, (ECDsa)key, HashAlgorithmName.SHA256);

    private static X509Certificate2 SelfSign(CertificateRequest request, AsymmetricAlgorithm key, DateTimeOffset now, DateTimeOffset end) =>
        request.Create(request.SubjectName, Signer(key), now - Backdate, end, SerialNumber());

    private static X509SignatureGenerator Signer(AsymmetricAlgorithm key) => key is RSA rsa
        ? X509SignatureGenerator.CreateForRSA(rsa, RSASignaturePadding.Pkcs1)
        : X509SignatureGenerator.CreateForECDsa((ECDsa)key);

    // 126 random bits, positive, always 16 bytes (RFC 5280 §4.1.2.2: at most 20, never negative).
    private static byte[] SerialNumber()
    {
        byte[] serial = RandomNumberGenerator.GetBytes(16);
        serial[0] = (byte)((serial[0] & 0x7F) | 0x40);
        return serial;
    }
}
