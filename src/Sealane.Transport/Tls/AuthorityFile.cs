namespace Sealane.Transport.Tls;

/// <summary>A PEM file of authorities that vouch for clients.</summary>
public static class AuthorityFile
{
    /// <summary>The certificates of a file, in its order.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="CertificateException">It cannot be read or holds no certificate; the message says what to do.</exception>
    public static IReadOnlyList<byte[]> Load(string path)
    {
        byte[] content;
        try
        {
            content = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CertificateException($"{path} cannot be read ({e.Message.TrimEnd('.')}); make it readable for the user that ftpsd runs as");
        }

        IReadOnlyList<byte[]> certificates = CertificatePem.Parse(content, path).Certificates;
        return certificates.Count > 0 ? certificates : throw new CertificateException($"{path} holds no certificate (PEM); put the certificates of the authorities that issue your clients' into it");
    }
}
