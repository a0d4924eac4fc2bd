using System.Security.Cryptography;
using System.Text;
using Sealane.Protocol;
using Sealane.Transport.Tls;

namespace Sealane.Client.Trust;

/// <summary>Private keys of PEM files, encrypted ones included.</summary>
internal static class ClientKey
{
    /// <summary>The first key of the file as PKCS#8 DER.</summary>
    /// <exception cref="CertificateException">There is none, or the password is missing or wrong.</exception>
    public static byte[] Read(byte[] content, string path, Secret? password)
    {
        string text = Encoding.Latin1.GetString(content);
        if (text.Contains("Proc-Type: 4,ENCRYPTED", StringComparison.Ordinal))
        {
            throw new CertificateException($"the private key in {path} is encrypted the old way of OpenSSL; convert it: openssl pkcs8 -topk8 -in {Transport.ShellWord.Quote(path)} -out client.key");
        }

        ReadOnlySpan<char> rest = text;
        while (PemEncoding.TryFind(rest, out PemFields fields))
        {
            if (rest[fields.Label] is "ENCRYPTED PRIVATE KEY")
            {
                return Decrypt(Convert.FromBase64String(rest[fields.Base64Data].ToString()), path, password);
            }

            rest = rest[fields.Location.End..];
        }

        return CertificatePem.Parse(content, path).PrivateKey
            ?? throw new CertificateException($"{path} has no private key in it; name the key's file: set ssl:key-file \"KEY.pem\"");
    }

    private static byte[] Decrypt(byte[] encrypted, string path, Secret? password)
    {
        if (password is null)
        {
            throw new CertificateException($"the private key in {path} is encrypted; give its password, or a copy without one: openssl pkey -in {Transport.ShellWord.Quote(path)} -out client.key && chmod 600 client.key");
        }

        Exception? cause = null;
        foreach (Func<AsymmetricAlgorithm> kind in (Func<AsymmetricAlgorithm>[])[RSA.Create, ECDsa.Create])
        {
            using AsymmetricAlgorithm key = kind();
            try
            {
                key.ImportEncryptedPkcs8PrivateKey(password.Reveal(), encrypted, out _);
                return key.ExportPkcs8PrivateKey();
            }
            catch (CryptographicException failure)
            {
                // The other kind of key, or the wrong password: the platform does not tell one from the other.
                cause = failure;
            }
        }

        throw new CertificateException($"the private key in {path} cannot be decrypted with this password (RSA and ECDSA keys can); check it: openssl pkey -noout -in {Transport.ShellWord.Quote(path)}", cause);
    }
}
