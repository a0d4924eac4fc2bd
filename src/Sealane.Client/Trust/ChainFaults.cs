using System.Globalization;
using System.Security.Cryptography.X509Certificates;

namespace Sealane.Client.Trust;

/// <summary>The platform's chain statuses as sentences that name the link.</summary>
internal static class ChainFaults
{
    private const X509ChainStatusFlags Signature = X509ChainStatusFlags.NotSignatureValid | X509ChainStatusFlags.Cyclic;
    private const X509ChainStatusFlags NameConstraints = X509ChainStatusFlags.HasNotPermittedNameConstraint | X509ChainStatusFlags.HasExcludedNameConstraint
        | X509ChainStatusFlags.HasNotDefinedNameConstraint | X509ChainStatusFlags.HasNotSupportedNameConstraint | X509ChainStatusFlags.InvalidNameConstraints;

    /// <summary>Which of several faults to report: the lower number.</summary>
    public static int Rank(TrustProblem problem) => problem switch
    {
        TrustProblem.Malformed => 0,
        TrustProblem.Revoked => 1,
        TrustProblem.BadUsage => 2,
        TrustProblem.SelfSigned or TrustProblem.UnknownAuthority => 3,
        TrustProblem.WeakKey => 4,
        TrustProblem.Expired or TrustProblem.NotYetValid => 5,
        _ => 6,
    };

    public static string Link(X509Certificate2 certificate, int index) => index == 0
        ? "the server's certificate"
        : $"the authority certificate \"{CertificateFacts.Escaped(certificate.Subject)}\" (link {index + 1} of the chain)";

    public static TrustFault Describe(X509ChainStatusFlags flags, X509Certificate2 certificate, int index, X509Certificate2? below, DateTimeOffset now)
    {
        string link = Link(certificate, index);
        if ((flags & Signature) != 0)
        {
            return new TrustFault(TrustProblem.Malformed, $"the signature on {link} is not by the issuer it names");
        }

        if ((flags & NameConstraints) != 0)
        {
            return new TrustFault(TrustProblem.BadUsage, $"{link} has a name that its authority may not speak for (name constraints)");
        }

        if ((flags & X509ChainStatusFlags.NotValidForUsage) != 0)
        {
            return new TrustFault(TrustProblem.BadUsage, $"{link} is not for servers (extended key usage without serverAuth)");
        }

        if ((flags & X509ChainStatusFlags.InvalidBasicConstraints) != 0)
        {
            return new TrustFault(TrustProblem.BadUsage, $"{link} may not sign {(below is null ? "others" : $"\"{CertificateFacts.Escaped(below.Subject)}\"")}: it is no authority, or its chain is too long");
        }

        if ((flags & X509ChainStatusFlags.UntrustedRoot) != 0)
        {
            return index == 0
                ? new TrustFault(TrustProblem.SelfSigned, "the certificate is self-signed: nobody but the server itself says whose it is")
                : new TrustFault(TrustProblem.UnknownAuthority, $"{link} is self-signed and not one of the authorities trusted here");
        }

        if ((flags & X509ChainStatusFlags.PartialChain) != 0)
        {
            return new TrustFault(TrustProblem.UnknownAuthority,
                $"{link} was issued by \"{CertificateFacts.Escaped(certificate.Issuer)}\", which is not trusted here and which the server does not send");
        }

        if ((flags & X509ChainStatusFlags.NotTimeValid) != 0)
        {
            DateTimeOffset start = new(certificate.NotBefore.ToUniversalTime()), end = new(certificate.NotAfter.ToUniversalTime());
            return now < start
                ? new TrustFault(TrustProblem.NotYetValid, $"{link} is not valid before {Date(start)}; here it is {Date(now)}")
                : new TrustFault(TrustProblem.Expired, $"{link} has expired on {Date(end)}; here it is {Date(now)}");
        }

        return new TrustFault(TrustProblem.BadUsage, $"{link} is not acceptable ({flags})");
    }

    /// <summary>Signatures that can be forged: MD2, MD4, MD5, SHA-1.</summary>
    public static TrustFault? WeakSignature(X509Certificate2 certificate) => certificate.SignatureAlgorithm.Value switch
    {
        "1.2.840.113549.1.1.2" or "1.2.840.113549.1.1.3" or "1.2.840.113549.1.1.4" or "1.2.840.113549.1.1.5"
            or "1.2.840.10045.4.1" or "1.2.840.10040.4.3" or "1.3.14.3.2.29" =>
            new TrustFault(TrustProblem.WeakKey, $"the certificate \"{CertificateFacts.Escaped(certificate.Subject)}\" is signed with {CertificateFacts.Escaped(certificate.SignatureAlgorithm.FriendlyName ?? "a broken hash")}, which can be forged"),
        _ => null,
    };

    public static string Date(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
