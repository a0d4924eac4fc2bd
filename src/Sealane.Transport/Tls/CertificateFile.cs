using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sealane.Transport.Tls;

/// <summary>
/// A certificate with its chain and private key, read from disk and checked: an immutable snapshot. This is the only code of the product that reads
/// certificate and key files. It keeps the key in memory for as long as it lives.
/// </summary>
public sealed class CertificateFile : IDisposable
{
    // A chain is some kilobytes; whatever is bigger is another file named by mistake.
    private const int MostBytes = 1 << 20;

    private CertificateFile(X509Certificate2 leaf, IReadOnlyList<byte[]> chain, byte[] key, IReadOnlyList<string> warnings)
    {
        Leaf = leaf;
        ChainDer = chain;
        PrivateKeyPkcs8 = key;
        Warnings = warnings;
    }

    /// <summary>The server's certificate, without the private key inside.</summary>
    public X509Certificate2 Leaf { get; }

    /// <summary>What the handshake sends, in its order: the leaf, then each certificate's issuer as far as the file has them.</summary>
    public IReadOnlyList<byte[]> ChainDer { get; }

    /// <summary>The unencrypted private key as PKCS#8 DER; empty after <see cref="LoadPublic"/>. The snapshot's own array: do not change it.</summary>
    public byte[] PrivateKeyPkcs8 { get; }

    /// <summary>What works and should not stay so, one sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>First moment at which clients refuse it.</summary>
    public DateTimeOffset NotAfter => new(Leaf.NotAfter.ToUniversalTime());

    /// <summary>First moment at which clients accept it.</summary>
    public DateTimeOffset NotBefore => new(Leaf.NotBefore.ToUniversalTime());

    /// <summary>SHA-256 of the certificate, as clients show it: <c>AA:BB:…</c>.</summary>
    public string Sha256Fingerprint => string.Join(':', SHA256.HashData(Leaf.RawData).Select(octet => octet.ToString("X2", System.Globalization.CultureInfo.InvariantCulture)));

    /// <summary>SHA-256 of the public key (SubjectPublicKeyInfo) in base64, as curl's <c>--pinnedpubkey sha256//…</c> takes it. It survives a renewal that keeps the key.</summary>
    public string SpkiSha256 => Convert.ToBase64String(SHA256.HashData(Leaf.PublicKey.ExportSubjectPublicKeyInfo()));

    /// <summary>Host names and addresses of the subject alternative name (RFC 6125).</summary>
    public IReadOnlyList<string> Names => Leaf.Extensions.OfType<X509SubjectAlternativeNameExtension>()
        .SelectMany(names => names.EnumerateDnsNames().Concat(names.EnumerateIPAddresses().Select(address => address.ToString()))).ToArray();

    /// <summary>Reads a certificate chain and its key, and checks that they can serve.</summary>
    /// <param name="certificatePath">PEM: the server's certificate and its issuers, in any order.</param>
    /// <param name="keyPath">PEM: the private key; null when it is in the same file.</param>
    /// <param name="now">The time to judge validity by.</param>
    /// <exception cref="CertificateException">A file cannot be read or parsed, holds no certificate or key, or the key belongs to no certificate of the file.</exception>
    public static CertificateFile Load(string certificatePath, string? keyPath, DateTimeOffset? now = null)
    {
        CertificatePem pem = Read(certificatePath, "certificate");
        string keyFile = keyPath ?? certificatePath;
        byte[] key = (keyPath is null ? pem : Read(keyPath, "private key")).PrivateKey
            ?? throw new CertificateException($"{keyFile} has no private key in it; name the key's file: rsa_private_key_file=PATH");
        List<X509Certificate2> certificates = Decode(pem, certificatePath);
        List<string> warnings = [];
        if (IsTooOpen(keyFile))
        {
            warnings.Add($"the private key {keyFile} can be read or changed by other users; close it: chmod 600 {keyFile}");
        }

        X509Certificate2? leaf = certificates.Find(candidate => CertificateKey.Matches(key, candidate, keyFile) != false);
        return leaf is null
            ? throw new CertificateException($"the private key in {keyFile} does not belong to a certificate in {certificatePath}; name the two that belong together, or make a new pair: ftpsd cert create --force")
            : Build(leaf, certificates, key, certificatePath, warnings, now ?? DateTimeOffset.UtcNow);
    }

    /// <summary>Reads certificates only, the first one as <see cref="Leaf"/>; a key in the file is passed over.</summary>
    /// <param name="path">PEM.</param>
    /// <param name="now">The time to judge validity by.</param>
    /// <exception cref="CertificateException">The file cannot be read or parsed, or holds no certificate.</exception>
    public static CertificateFile LoadPublic(string path, DateTimeOffset? now = null)
    {
        List<X509Certificate2> certificates = Decode(Read(path, "certificate"), path);
        return Build(certificates[0], certificates, [], path, [], now ?? DateTimeOffset.UtcNow);
    }

    /// <summary>A private key without its certificate; the caller disposes it.</summary>
    /// <exception cref="CertificateException">The file cannot be read or holds no key.</exception>
    internal static AsymmetricAlgorithm LoadKey(string path) =>
        CertificateKey.Import(Read(path, "private key").PrivateKey ?? throw new CertificateException($"{path} has no private key in it"), path);

    /// <inheritdoc/>
    public void Dispose()
    {
        Leaf.Dispose();
        CryptographicOperations.ZeroMemory(PrivateKeyPkcs8);
    }

    private static CertificateFile Build(X509Certificate2 leaf, List<X509Certificate2> certificates, byte[] key, string file, List<string> warnings, DateTimeOffset now)
    {
        List<X509Certificate2> chain = [leaf];
        while (certificates.Find(candidate => !chain.Contains(candidate) && IsIssuer(candidate, chain[^1])) is X509Certificate2 issuer)
        {
            chain.Add(issuer);
        }

        List<X509Certificate2> strangers = [.. certificates.Except(chain).Where(other => !other.RawData.AsSpan().SequenceEqual(leaf.RawData))];
        if (strangers.Count > 0)
        {
            warnings.Add($"{file} holds {strangers.Count} certificate(s) that the server's does not need; they are not sent");
        }

        CertificateFile loaded = new(leaf, [.. chain.Select(certificate => certificate.RawData)], key, warnings);
        if (loaded.NotAfter <= now)
        {
            warnings.Add($"the certificate in {file} has expired on {loaded.NotAfter:yyyy-MM-dd}; clients refuse it. Make a new one: ftpsd cert create --force");
        }
        else if (loaded.NotBefore > now)
        {
            warnings.Add($"the certificate in {file} is not valid before {loaded.NotBefore:yyyy-MM-dd HH:mm} UTC; is this machine's clock right?");
        }

        if (loaded.Names.Count == 0)
        {
            warnings.Add($"the certificate in {file} names no host (no subject alternative name); current clients refuse it. Make one that does: ftpsd cert create --name HOST (used where rsa_cert_file and rsa_private_key_file are not set)");
        }

        certificates.Where(certificate => certificate != leaf).ToList().ForEach(certificate => certificate.Dispose());
        return loaded;
    }

    /// <summary>Whether <paramref name="candidate"/> is the other one that <paramref name="subject"/> names as its issuer (by name and key identifier; signatures are the client's to check).</summary>
    internal static bool IsIssuer(X509Certificate2 candidate, X509Certificate2 subject)
    {
        if (!candidate.SubjectName.RawData.AsSpan().SequenceEqual(subject.IssuerName.RawData) || subject.SubjectName.RawData.AsSpan().SequenceEqual(subject.IssuerName.RawData))
        {
            return false;
        }

        // Two issuers of one name (a renewed one, a cross-signed one) differ in their keys.
        ReadOnlyMemory<byte>? wanted = subject.Extensions.OfType<X509AuthorityKeyIdentifierExtension>().FirstOrDefault()?.KeyIdentifier;
        ReadOnlyMemory<byte>? own = candidate.Extensions.OfType<X509SubjectKeyIdentifierExtension>().FirstOrDefault()?.SubjectKeyIdentifierBytes;
        return wanted is null || own is null || wanted.Value.Span.SequenceEqual(own.Value.Span);
    }

    private static List<X509Certificate2> Decode(CertificatePem pem, string file) => pem.Certificates.Count == 0
        ? throw new CertificateException($"{file} has no certificate in it; it should begin with -----BEGIN CERTIFICATE-----")
        : [.. pem.Certificates.Select(der => CertificatePem.Decode(der, file))];

    private static CertificatePem Read(string path, string what)
    {
        byte[] content;
        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            if (!stream.CanSeek)
            {
                throw new CertificateException($"the {what} {path} is no regular file; give the path of one");
            }

            if (stream.Length > MostBytes)
            {
                throw new CertificateException($"{path} is too big for a {what} ({stream.Length} bytes); is it the right file?");
            }

            content = new byte[stream.Length];
            stream.ReadExactly(content);
        }
        catch (Exception failure) when (failure is UnauthorizedAccessException or (IOException and not CertificateException))
        {
            string cause = failure switch
            {
                FileNotFoundException or DirectoryNotFoundException => "there is no such file; make one: ftpsd cert create",
                UnauthorizedAccessException => Directory.Exists(path) ? "it is a directory" : $"user {Environment.UserName} may not; see: ls -l {path}",
                _ => failure.Message.ReplaceLineEndings(" "),
            };
            throw new CertificateException($"cannot read the {what} {path}: {cause}", failure);
        }

        try
        {
            return CertificatePem.Parse(content, path);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }
    }

    // The group may read: Debian's ssl-cert works so.
    private static bool IsTooOpen(string path) => !OperatingSystem.IsWindows()
        && (File.GetUnixFileMode(path) & (UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute | UnixFileMode.GroupWrite)) != 0;
}
