namespace Sealane.Bench.Load;

/// <summary>One client context for the whole run: TLS 1.2 and 1.3 in OpenSSL's order of preference.</summary>
/// <remarks>
/// The certificate is not verified: the load generator talks to servers it started itself, on loopback, with a certificate it made
/// itself. Nothing but a benchmark should do so.
/// </remarks>
internal sealed class ClientTls : IDisposable
{
    private const int VerifyNone = 0;
    private const int CacheOff = 0;

    internal ClientTls(string? cipherSuites)
    {
        Handle = LibSsl.SSL_CTX_new(LibSsl.TLS_client_method());
        if (Handle == 0)
        {
            throw new InvalidOperationException($"OpenSSL gave no context: {LibSsl.LastError()}");
        }

        LibSsl.SSL_CTX_set_verify(Handle, VerifyNone, 0);
        LibSsl.SSL_CTX_ctrl(Handle, LibSsl.CtrlMinProtocol, LibSsl.Tls12, 0);
        // Sessions are carried by hand from connection to connection; OpenSSL's own store would only cost locks.
        LibSsl.SSL_CTX_ctrl(Handle, LibSsl.CtrlSessionCacheMode, CacheOff, 0);
        LibSsl.SSL_CTX_ctrl(Handle, LibSsl.CtrlMode, LibSsl.ModeReleaseBuffers, 0);
        if (cipherSuites is not null && LibSsl.SSL_CTX_set_ciphersuites(Handle, cipherSuites) != 1)
        {
            throw new ArgumentException($"unknown TLS 1.3 cipher suites: {cipherSuites}");
        }
    }

    internal nint Handle { get; private set; }

    public void Dispose()
    {
        LibSsl.SSL_CTX_free(Handle);
        Handle = 0;
    }
}
