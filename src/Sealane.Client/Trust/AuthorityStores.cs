using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sealane.Transport;
using Sealane.Transport.Tls;

namespace Sealane.Client.Trust;

/// <summary>The authorities of files, read once.</summary>
internal sealed class AuthorityStores
{
    private static readonly string[] s_extensions = [".pem", ".crt", ".cer"];
    private readonly Lazy<IReadOnlyList<X509Certificate2>> _files;
    private readonly Lazy<IReadOnlyList<X509Certificate2>> _local;
    private readonly List<string> _unbelieved = [];
    private readonly ServerTrustOptions _options;

    public AuthorityStores(ServerTrustOptions options)
    {
        _options = options;
        _files = new Lazy<IReadOnlyList<X509Certificate2>>(ReadFiles);
        _local = new Lazy<IReadOnlyList<X509Certificate2>>(ReadLocal);
    }

    /// <summary>Those the user named.</summary>
    /// <exception cref="TrustStoreException">A file cannot be read, or holds no certificate.</exception>
    public IReadOnlyList<X509Certificate2> Files => _files.Value;

    /// <summary>Those of the same user's <c>ftpsd</c>.</summary>
    public IReadOnlyList<X509Certificate2> Local => _local.Value;

    /// <summary>Local authorities that were found and not believed, one sentence each.</summary>
    public IReadOnlyList<string> Unbelieved => _local.IsValueCreated ? _unbelieved : [];

    /// <summary>PEM or DER.</summary>
    /// <exception cref="TrustStoreException">It holds no certificate, or a damaged one.</exception>
    public static List<X509Certificate2> Parse(byte[] content, string path)
    {
        try
        {
            List<X509Certificate2> found = content is [0x30, >= 0x80, ..]
                ? [X509CertificateLoader.LoadCertificate(content)]
                : [.. CertificatePem.Parse(content, path).Certificates.Select(der => CertificatePem.Decode(der, path))];
            return found.Count > 0 ? found : throw new TrustStoreException($"{path} has no certificate in it; it should begin with -----BEGIN CERTIFICATE-----");
        }
        catch (Exception damaged) when (damaged is CertificateException or CryptographicException)
        {
            throw new TrustStoreException(damaged is CertificateException ? damaged.Message : $"{path} holds no certificate that can be read; convert it: openssl x509 -inform der -in {ShellWord.Quote(path)} -out ca.pem", damaged);
        }
    }

    private List<X509Certificate2> ReadFiles()
    {
        List<X509Certificate2> all = [];
        foreach (string path in _options.CaFiles)
        {
            all.AddRange(Parse(TrustFile.Read(path, mustBeOwn: false) ?? throw new TrustStoreException($"there is no file {path}, which was named as the file of trusted authorities"), path));
        }

        if (_options.CaDirectory is { } directory)
        {
            foreach (string path in ListDirectory(directory))
            {
                all.AddRange(Parse(TrustFile.Read(path, mustBeOwn: false) ?? throw new TrustStoreException($"{path} is a link to nothing"), path));
            }
        }

        return all;
    }

    private static string[] ListDirectory(string directory)
    {
        try
        {
            return [.. Directory.EnumerateFiles(directory).Where(path => s_extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase)).Order(StringComparer.Ordinal)];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new TrustStoreException($"cannot list {directory}, which was named as the directory of trusted authorities: {failure.Message.ReplaceLineEndings(" ")}", failure);
        }
    }

    private List<X509Certificate2> ReadLocal()
    {
        List<X509Certificate2> all = [];
        if (!_options.UseLocalAuthority)
        {
            return all;
        }

        foreach (string path in _options.LocalAuthorityFiles ?? LocalAuthorities.Candidates())
        {
            try
            {
                if (TrustFile.Read(path, mustBeOwn: true) is byte[] content)
                {
                    all.AddRange(Parse(content, path).Where(certificate => !all.Any(known => known.RawDataMemory.Span.SequenceEqual(certificate.RawDataMemory.Span))));
                }
            }
            catch (TrustStoreException unbelieved)
            {
                // An authority fewer: nothing is trusted by that. A refusal mentions it; another user's private directory is no news.
                if (unbelieved.InnerException is not UnauthorizedAccessException)
                {
                    _unbelieved.Add(unbelieved.Message);
                }
            }
        }

        return all;
    }
}
