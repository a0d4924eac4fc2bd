using Sealane.Transport.Tls;

namespace Sealane.Client.Control;

/// <summary>The TLS contexts of one site: one for its usual versions, one for TLS 1.2 alone. Clients of a pool share them; sessions are each connection's own all the same.</summary>
internal sealed class TlsContexts
{
    private readonly Lock _gate = new();
    private ClientTls? _usual;
    private ClientTls? _only12;

    /// <exception cref="FtpsException">The settings suit no TLS context.</exception>
    internal ClientTls For(FtpsClientOptions options, bool only12)
    {
        lock (_gate)
        {
            return only12 ? _only12 ??= Create(options, only12) : _usual ??= Create(options, only12);
        }
    }

    private static ClientTls Create(FtpsClientOptions options, bool only12)
    {
        try
        {
            return ClientTls.Create(new ClientTlsSettings
            {
                AllowTls12 = options.AllowTls12,
                AllowTls13 = options.AllowTls13 && !only12,
                CipherList = options.CipherList,
                CertificateOnData = options.CertificateOnData,
                Certificates = options.Certificate?.Chain,
                PrivateKey = options.Certificate?.PrivateKeyPkcs8 ?? default(ReadOnlyMemory<byte>),
            });
        }
        catch (TlsException e)
        {
            throw new FtpsException(FtpsFailure.Tls, e.Message, connectionUsable: false, inner: e);
        }
    }
}
