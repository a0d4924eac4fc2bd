using System.Runtime.InteropServices;

namespace Sealane.Transport.Tls;

/// <summary>Owns one reference of an SSL_CTX, and sets what servers and clients set alike.</summary>
internal sealed unsafe class TlsContextHandle : SafeHandle
{
    internal TlsContextHandle(nint context)
        : base(0, ownsHandle: true)
    {
        if (context == 0)
        {
            throw new TlsException(OpenSsl.TakeErrors("out of memory"));
        }

        SetHandle(context);
    }

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        OpenSsl.SSL_CTX_free(handle);
        return true;
    }

    /// <summary>Makes an engine of the context, which stays alive meanwhile.</summary>
    internal TlsEngine Use(Func<nint, TlsEngine> make)
    {
        bool held = false;
        try
        {
            DangerousAddRef(ref held);
            return make(handle);
        }
        finally
        {
            if (held)
            {
                DangerousRelease();
            }
        }
    }

    internal void UseVersions(bool allowTls12, bool allowTls13)
    {
        if (!allowTls12 && !allowTls13)
        {
            throw new TlsException("neither TLS 1.2 nor TLS 1.3 is allowed");
        }

        OpenSsl.SSL_CTX_ctrl(handle, OpenSsl.CtrlSetMinimumVersion, allowTls12 ? OpenSsl.Tls12 : OpenSsl.Tls13, 0);
        OpenSsl.SSL_CTX_ctrl(handle, OpenSsl.CtrlSetMaximumVersion, allowTls13 ? OpenSsl.Tls13 : OpenSsl.Tls12, 0);
    }

    internal void UseCiphers(string list, string suites)
    {
        OpenSsl.ERR_clear_error();
        if (OpenSsl.SSL_CTX_set_cipher_list(handle, list) != 1)
        {
            throw new TlsException($"OpenSSL knows no cipher of '{list}': {OpenSsl.TakeErrors("no cipher match")}");
        }

        _ = OpenSsl.SSL_CTX_set_ciphersuites(handle, suites);
    }

    /// <summary>Loads a chain, our own certificate first, and the key of that one.</summary>
    internal void UseCertificate(IReadOnlyList<byte[]> chain, ReadOnlySpan<byte> privateKey)
    {
        for (int i = 0; i < chain.Count; i++)
        {
            OpenSsl.ERR_clear_error();
            fixed (byte* der = chain[i])
            {
                byte* cursor = der;
                nint x509 = OpenSsl.d2i_X509(null, &cursor, chain[i].Length);
                if (x509 == 0)
                {
                    throw new TlsException($"certificate {i + 1} of the chain cannot be read: {OpenSsl.TakeErrors("bad DER")}");
                }

                // SSL_CTX_use_certificate and the add1 form of the control both take a reference of their own.
                bool taken = i == 0
                    ? OpenSsl.SSL_CTX_use_certificate(handle, x509) == 1
                    : OpenSsl.SSL_CTX_ctrl(handle, OpenSsl.CtrlChainCertificate, 1, x509) == 1;
                OpenSsl.X509_free(x509);
                if (!taken)
                {
                    throw new TlsException($"certificate {i + 1} of the chain cannot be used: {OpenSsl.TakeErrors("refused")}");
                }
            }
        }

        UseKey(privateKey);
    }

    /// <summary>Trusts these authorities to vouch for clients, and sends their names to clients that are asked for a certificate.</summary>
    internal void UseAuthorities(IReadOnlyList<byte[]> authorities)
    {
        nint store = OpenSsl.SSL_CTX_get_cert_store(handle);
        for (int i = 0; i < authorities.Count; i++)
        {
            OpenSsl.ERR_clear_error();
            fixed (byte* der = authorities[i])
            {
                byte* cursor = der;
                nint x509 = OpenSsl.d2i_X509(null, &cursor, authorities[i].Length);
                if (x509 == 0)
                {
                    throw new TlsException($"certificate {i + 1} of the clients' authorities cannot be read: {OpenSsl.TakeErrors("bad DER")}");
                }

                // Both take a reference, or a copy of the name, of their own.
                bool taken = OpenSsl.X509_STORE_add_cert(store, x509) == 1 && OpenSsl.SSL_CTX_add_client_CA(handle, x509) == 1;
                OpenSsl.X509_free(x509);
                if (!taken)
                {
                    throw new TlsException($"certificate {i + 1} of the clients' authorities cannot be used: {OpenSsl.TakeErrors("refused")}");
                }
            }
        }
    }

    private void UseKey(ReadOnlySpan<byte> privateKey)
    {
        OpenSsl.ERR_clear_error();
        fixed (byte* der = privateKey)
        {
            byte* cursor = der;
            nint key = OpenSsl.d2i_AutoPrivateKey(null, &cursor, privateKey.Length);
            if (key == 0)
            {
                throw new TlsException($"the private key cannot be read: {OpenSsl.TakeErrors("bad DER")}");
            }

            bool taken = OpenSsl.SSL_CTX_use_PrivateKey(handle, key) == 1 && OpenSsl.SSL_CTX_check_private_key(handle) == 1;
            OpenSsl.EVP_PKEY_free(key);
            if (!taken)
            {
                throw new TlsException($"the private key does not fit the certificate: {OpenSsl.TakeErrors("mismatch")}");
            }
        }
    }
}
