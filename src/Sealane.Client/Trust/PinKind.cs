namespace Sealane.Client.Trust;

/// <summary>What a pin is the hash of.</summary>
public enum PinKind
{
    /// <summary>SHA-256 of the server's public key (SubjectPublicKeyInfo). Survives a renewal that keeps the key.</summary>
    Key,

    /// <summary>SHA-256 of an authority's public key. Survives every renewal by that authority; name and validity are checked.</summary>
    Authority,

    /// <summary>SHA-256 of the server's certificate. Ends with the certificate; never written to the known-servers file.</summary>
    Certificate,

    /// <summary>SHA-1 of the server's certificate, as lftp closures name it. Weak; accepted with a warning.</summary>
    CertificateSha1,
}
