using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Sealane.Transport.Tls;

/// <summary>The blocks of a PEM file (RFC 7468) that matter for TLS: its certificates in order, and its first private key as PKCS#8.</summary>
internal sealed record CertificatePem(IReadOnlyList<byte[]> Certificates, byte[]? PrivateKey)
{
    /// <summary>Reads PEM text; line ends of any system, other blocks (DH parameters, EC parameters) are passed over.</summary>
    /// <param name="content">The file's bytes.</param>
    /// <param name="file">Its name, for messages.</param>
    public static CertificatePem Parse(ReadOnlySpan<byte> content, string file)
    {
        if (content.Length > 1 && content[0] == 0x30 && content[1] >= 0x80)
        {
            throw new CertificateException($"{file} is binary (DER or PKCS#12), not PEM; convert it: openssl x509 -inform der -in {file} -out server.pem, or openssl pkcs12 -in {file} -nodes -out server.pem");
        }

        // Editors of another system put a byte order mark in front.
        content = content.StartsWith(Encoding.UTF8.Preamble) ? content[Encoding.UTF8.Preamble.Length..] : content;
        string text = Encoding.Latin1.GetString(content);
        if (text.Contains("Proc-Type: 4,ENCRYPTED", StringComparison.Ordinal))
        {
            throw Encrypted(file);
        }

        List<byte[]> certificates = [];
        byte[]? key = null;
        ReadOnlySpan<char> rest = text;
        while (PemEncoding.TryFind(rest, out PemFields fields))
        {
            string label = rest[fields.Label].ToString();
            byte[] der = Convert.FromBase64String(rest[fields.Base64Data].ToString());
            switch (label)
            {
                case "CERTIFICATE" or "X509 CERTIFICATE":
                    certificates.Add(der);
                    break;
                case "ENCRYPTED PRIVATE KEY":
                    throw Encrypted(file);
                case "PRIVATE KEY" or "RSA PRIVATE KEY" or "EC PRIVATE KEY":
                    key ??= ToPkcs8(label, der, file);
                    break;
            }

            rest = rest[fields.Location.End..];
        }

        // TryFind also ends at a block it cannot read; nothing of it may be silently missing.
        if (rest.IndexOf("-----BEGIN ", StringComparison.Ordinal) is >= 0 and int damaged)
        {
            ReadOnlySpan<char> line = rest[damaged..];
            throw new CertificateException($"{file} has a damaged PEM block ({line[..Math.Min(line.Length, Math.Max(0, line.IndexOfAny('\r', '\n')))].ToString()} …); copy it again from where it was issued");
        }

        return new CertificatePem(certificates, key);
    }

    private static byte[] ToPkcs8(string label, byte[] der, string file)
    {
        try
        {
            switch (label)
            {
                case "RSA PRIVATE KEY":
                    using (RSA rsa = RSA.Create())
                    {
                        rsa.ImportRSAPrivateKey(der, out _);
                        return rsa.ExportPkcs8PrivateKey();
                    }

                case "EC PRIVATE KEY":
                    using (ECDsa ec = ECDsa.Create())
                    {
                        ec.ImportECPrivateKey(der, out _);
                        return ec.ExportPkcs8PrivateKey();
                    }

                default:
                    return der;
            }
        }
        catch (CryptographicException failure)
        {
            throw new CertificateException($"the private key in {file} is damaged; copy it again from where it was made", failure);
        }
    }

    private static CertificateException Encrypted(string file) =>
        new($"the private key in {file} is encrypted, and nobody is there to type its passphrase; remove it: openssl pkey -in {file} -out server.key && chmod 600 server.key");

    /// <summary>The certificate in <paramref name="der"/>.</summary>
    public static X509Certificate2 Decode(byte[] der, string file)
    {
        try
        {
            return X509CertificateLoader.LoadCertificate(der);
        }
        catch (CryptographicException failure)
        {
            throw new CertificateException($"a certificate in {file} is damaged; copy it again from where it was issued", failure);
        }
    }
}
