namespace Sealane.Transport.Tls;

/// <summary>Reads the certificates that a peer sent out of OpenSSL.</summary>
internal static unsafe class PeerChain
{
    /// <summary>DER, the server's own first.</summary>
    internal static byte[][] Of(nint ssl)
    {
        // The stack stays the session's. On a client it has the server's own certificate as well.
        nint chain = OpenSsl.SSL_get_peer_cert_chain(ssl);
        if (chain == 0)
        {
            return [];
        }

        byte[][] certificates = new byte[OpenSsl.OPENSSL_sk_num(chain)][];
        for (int i = 0; i < certificates.Length; i++)
        {
            certificates[i] = Encode(OpenSsl.OPENSSL_sk_value(chain, i));
        }

        return certificates;
    }

    /// <summary>DER of one certificate, which stays its owner's.</summary>
    internal static byte[] Encode(nint x509)
    {
        int length = OpenSsl.i2d_X509(x509, null);
        if (length <= 0)
        {
            throw new TlsException(OpenSsl.TakeErrors("a certificate of the peer cannot be read"));
        }

        byte[] der = new byte[length];
        fixed (byte* start = der)
        {
            byte* cursor = start;
            _ = OpenSsl.i2d_X509(x509, &cursor);
        }

        return der;
    }
}
