using System.Security.Cryptography;

namespace Sealane.Client.Trust;

/// <summary>The certificate and private key with which the client shows who it is. Keeps the key in memory until disposed.</summary>
public sealed class ClientCertificate : IDisposable
{
    internal ClientCertificate(IReadOnlyList<byte[]> chain, byte[] privateKeyPkcs8)
    {
        Chain = chain;
        PrivateKeyPkcs8 = privateKeyPkcs8;
    }

    /// <summary>DER certificates, the client's own first, then its issuers as far as the file has them.</summary>
    public IReadOnlyList<byte[]> Chain { get; }

    /// <summary>The unencrypted private key as PKCS#8 DER: this object's own array, cleared when it is disposed.</summary>
    public byte[] PrivateKeyPkcs8 { get; }

    /// <inheritdoc/>
    public void Dispose() => CryptographicOperations.ZeroMemory(PrivateKeyPkcs8);
}
