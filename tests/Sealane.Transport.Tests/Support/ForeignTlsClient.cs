using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Sealane.Transport.Tls;

namespace Sealane.Transport.Tests.Support;

/// <summary>A client's SSL_CTX that keeps every session it is given, so that a test can offer any of them again.</summary>
internal sealed unsafe class ForeignTlsClient : IDisposable
{
    private static readonly ConcurrentDictionary<nint, ConcurrentQueue<nint>> s_sessions = new();

    private readonly nint _context;
    private readonly ConcurrentBag<nint> _owned = [];

    /// <param name="version">The only version it speaks; null for all from TLS 1.2.</param>
    /// <param name="tickets">False: TLS 1.2 session ids only.</param>
    /// <param name="ciphers">TLS 1.2 cipher string.</param>
    /// <param name="suites">TLS 1.3 suites.</param>
    /// <param name="alpn">The protocol list as it goes over the wire.</param>
    public ForeignTlsClient(int? version = null, bool tickets = true, string? ciphers = null, string? suites = null, byte[]? alpn = null)
    {
        _context = OpenSsl.SSL_CTX_new(OpenSsl.TLS_client_method());
        OpenSsl.SSL_CTX_ctrl(_context, OpenSsl.CtrlSetMinimumVersion, version ?? OpenSsl.Tls12, 0);
        OpenSsl.SSL_CTX_ctrl(_context, OpenSsl.CtrlSetMaximumVersion, version ?? OpenSsl.Tls13, 0);
        OpenSsl.SSL_CTX_ctrl(_context, OpenSsl.CtrlSetSessionCacheMode, OpenSsl.SessionCacheClient | OpenSsl.SessionCacheNoInternal, 0);
        OpenSsl.SSL_CTX_sess_set_new_cb(_context, &Keep);
        if (!tickets)
        {
            OpenSsl.SSL_CTX_set_options(_context, ClientCalls.NoTicket);
        }

        if (ciphers is not null && OpenSsl.SSL_CTX_set_cipher_list(_context, ciphers) != 1)
        {
            throw new InvalidOperationException("OpenSSL refused the cipher list");
        }

        if (suites is not null && OpenSsl.SSL_CTX_set_ciphersuites(_context, suites) != 1)
        {
            throw new InvalidOperationException("OpenSSL refused the suites");
        }

        if (alpn is not null)
        {
            fixed (byte* list = alpn)
            {
                if (ClientCalls.SSL_CTX_set_alpn_protos(_context, list, (uint)alpn.Length) != 0)
                {
                    throw new InvalidOperationException("OpenSSL refused the protocol list");
                }
            }
        }
    }

    /// <summary>An engine that offers <paramref name="session"/>; 0 offers none.</summary>
    public TlsEngine Engine(nint session = 0)
    {
        var engine = new TlsEngine(_context, sessions: null, data: false);
        s_sessions[engine.Handle] = new ConcurrentQueue<nint>();
        if (session != 0)
        {
            // A copy: OpenSSL's client forbids a session that it has used to itself, and these tests use one as often as they like.
            nint copy = OpenSsl.SSL_SESSION_dup(session);
            Assert.Equal(1, OpenSsl.SSL_set_session(engine.Handle, copy));
            OpenSsl.SSL_SESSION_free(copy);
        }

        return engine;
    }

    /// <summary>The sessions that this engine's server gave it, in order. They live as long as this client.</summary>
    public nint[] SessionsOf(TlsEngine engine)
    {
        // OpenSSL does not call back for the fresh ticket of a resumed TLS 1.2 session: it is the connection's session itself.
        nint[] sessions = [.. s_sessions[engine.Handle], OpenSsl.SSL_get_session(engine.Handle)];
        foreach (nint session in sessions)
        {
            _ = OpenSsl.SSL_SESSION_up_ref(session);
            _owned.Add(session);
        }

        return sessions;
    }

    [UnmanagedCallersOnly]
    private static int Keep(nint ssl, nint session)
    {
        if (s_sessions.TryGetValue(ssl, out ConcurrentQueue<nint>? sessions))
        {
            sessions.Enqueue(session);
            return 1;
        }

        return 0;
    }

    public void Dispose()
    {
        foreach (nint session in _owned)
        {
            OpenSsl.SSL_SESSION_free(session);
        }

        OpenSsl.SSL_CTX_free(_context);
    }
}
