using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Sealane.Protocol;
using Sealane.Transport;
using Sealane.Transport.Tls;

namespace Sealane.Client.Trust;

/// <summary>The certificate and private key with which the client shows who it is. Keeps the key in memory until disposed.</summary>
public sealed class ClientCertificate : IDisposable
{
    private ClientCertificate(IReadOnlyList<byte[]> chain, byte[] privateKeyPkcs8, IReadOnlyList<string> warnings)
    {
        Chain = chain;
        PrivateKeyPkcs8 = privateKeyPkcs8;
        Warnings = warnings;
    }

    /// <summary>DER certificates, the client's own first, then its issuers as far as the file has them.</summary>
    public IReadOnlyList<byte[]> Chain { get; }

    /// <summary>The unencrypted private key as PKCS#8 DER: this object's own array, cleared when it is disposed.</summary>
    public byte[] PrivateKeyPkcs8 { get; }

    /// <summary>What works and should not stay so, one sentence each: an ended certificate, a key that others can read.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>Reads PEM (certificate and key in one file or two) or PKCS#12 (<c>.pfx</c>, <c>.p12</c>); the content decides which.</summary>
    /// <param name="certificatePath">The certificate with its issuers, or the PKCS#12 file.</param>
    /// <param name="keyPath">The private key in PEM; null when it is in the same file.</param>
    /// <param name="password">Of an encrypted key or PKCS#12 file; null for none.</param>
    /// <exception cref="CertificateException">A file cannot be read or parsed, the password is missing or wrong, or the key belongs to no certificate of the file: one line that says which.</exception>
    public static ClientCertificate Load(string certificatePath, string? keyPath = null, Secret? password = null)
    {
        byte[] content = Read(certificatePath), keyContent = keyPath is null ? content : Read(keyPath);
        string keyFile = keyPath ?? certificatePath;
        try
        {
            if (content is [0x30, >= 0x80, ..])
            {
                return FromPkcs12(content, certificatePath, password, Remarks(certificatePath));
            }

            List<X509Certificate2> certificates = AuthorityStores.Parse(CertificatesOnly(content), certificatePath);
            try
            {
                return Assemble(certificates, ClientKey.Read(keyContent, keyFile, password), certificatePath, keyFile, Remarks(keyFile));
            }
            finally
            {
                certificates.ForEach(certificate => certificate.Dispose());
            }
        }
        catch (TrustStoreException failure)
        {
            throw new CertificateException(failure.Message, failure);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
            CryptographicOperations.ZeroMemory(keyContent);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => CryptographicOperations.ZeroMemory(PrivateKeyPkcs8);

    private static ClientCertificate FromPkcs12(byte[] content, string path, Secret? password, List<string> warnings)
    {
        X509Certificate2Collection bag;
        try
        {
            bag = X509CertificateLoader.LoadPkcs12Collection(content, password?.Reveal(), X509KeyStorageFlags.Exportable | X509KeyStorageFlags.EphemeralKeySet);
        }
        catch (CryptographicException failure)
        {
            throw new CertificateException(password is null
                ? $"{path} cannot be opened without a password (or it is no PKCS#12 file); give its password"
                : $"{path} cannot be opened with this password (or it is no PKCS#12 file); check it: openssl pkcs12 -info -noout -in {ShellWord.Quote(path)}", failure);
        }

        try
        {
            X509Certificate2 own = bag.FirstOrDefault(certificate => certificate.HasPrivateKey)
                ?? throw new CertificateException($"{path} has no private key in it; export it together with its certificate");
            using AsymmetricAlgorithm key = (AsymmetricAlgorithm?)own.GetRSAPrivateKey() ?? own.GetECDsaPrivateKey()
                ?? throw new CertificateException($"the private key in {path} is of a kind not supported here; use RSA or ECDSA");
            return Assemble([.. bag], key.ExportPkcs8PrivateKey(), path, path, warnings);
        }
        finally
        {
            foreach (X509Certificate2 certificate in bag)
            {
                certificate.Dispose();
            }
        }
    }

    private static ClientCertificate Assemble(List<X509Certificate2> certificates, byte[] key, string path, string keyFile, List<string> warnings)
    {
        X509Certificate2 own = certificates.Find(candidate => CertificateKey.Matches(key, candidate, keyFile) != false)
            ?? throw new CertificateException($"the private key in {keyFile} does not belong to a certificate in {path}; name the two that belong together");
        List<X509Certificate2> chain = [own];
        while (certificates.Find(candidate => !chain.Contains(candidate) && CertificateFile.IsIssuer(candidate, chain[^1])) is X509Certificate2 issuer)
        {
            chain.Add(issuer);
        }

        DateTimeOffset end = new(own.NotAfter.ToUniversalTime());
        if (end <= DateTimeOffset.UtcNow)
        {
            warnings.Add($"the client certificate in {path} has expired on {ChainFaults.Date(end)}; servers refuse it");
        }

        return new ClientCertificate([.. chain.Select(certificate => certificate.RawData)], key, warnings);
    }

    private static byte[] Read(string path) => TrustFile.Read(path, mustBeOwn: false)
        ?? throw new CertificateException($"there is no file {path}, which was named for the client certificate");

    // The other blocks of the file (a key, encrypted or not) are ClientKey's to judge.
    private static byte[] CertificatesOnly(byte[] content)
    {
        StringBuilder kept = new();
        ReadOnlySpan<char> rest = Encoding.Latin1.GetString(content);
        while (PemEncoding.TryFind(rest, out PemFields fields))
        {
            if (rest[fields.Label].EndsWith("CERTIFICATE", StringComparison.Ordinal))
            {
                kept.Append(rest[fields.Location]).Append('\n');
            }

            rest = rest[fields.Location.End..];
        }

        return Encoding.Latin1.GetBytes(kept.ToString());
    }

    private static List<string> Remarks(string keyFile) => !OperatingSystem.IsWindows()
        && (File.GetUnixFileMode(keyFile) & (UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.GroupWrite)) != 0
            ? [$"the private key {keyFile} can be read or changed by other users; close it: chmod 600 {ShellWord.Quote(keyFile)}"]
            : [];
}
