using System.Runtime.InteropServices;

namespace Sealane.Transport.Tls;

/// <summary>
/// TLS of one connection without its socket: ciphertext goes in, ciphertext comes out, both in pooled arrays that are held only while they hold bytes.
/// Not thread-safe: <see cref="Connection"/> owns it and takes turns. Disposing frees OpenSSL's side.
/// </summary>
internal sealed unsafe class TlsEngine : IDisposable
{
    // Whoever reads in pieces this large is moving a file.
    private const int BulkRead = 32 * 1024;

    private readonly LineageSeal? _seal;
    private readonly HandshakeRules? _rules;
    private readonly ClientSessions? _sessions;
    private readonly bool _isClient;
    private readonly bool _isData;
    private GCHandle _self;
    private nint _ssl;
    private ReceivedCiphertext _received;
    private OutgoingCiphertext _outgoing;
    private bool _bulkReading;

    /// <summary>Starts the server's side on a context; the context may be released afterwards, OpenSSL keeps it.</summary>
    /// <param name="context">SSL_CTX.</param>
    /// <param name="lineage">Sealed into each ticket that is issued here.</param>
    /// <param name="data">True for a data connection: it must prove <paramref name="lineage"/>, and it moves bulk.</param>
    /// <param name="settings">What is wanted of the client.</param>
    internal TlsEngine(nint context, Lineage lineage, bool data, ServerTlsSettings settings)
        : this(context, data)
    {
        _seal = new LineageSeal(_ssl, lineage, mustProve: data);
        _rules = new HandshakeRules(settings);
        DefersTickets = data;
        OpenSsl.SSL_set_accept_state(_ssl);
    }

    /// <summary>Starts the client's side on a context; the context may be released afterwards, OpenSSL keeps it.</summary>
    /// <param name="context">SSL_CTX.</param>
    /// <param name="sessions">Where the sessions go that the server gives, null to drop them.</param>
    /// <param name="data">True for a data connection: it moves bulk.</param>
    internal TlsEngine(nint context, ClientSessions? sessions, bool data)
        : this(context, data)
    {
        _sessions = sessions;
        _isClient = true;
        OpenSsl.SSL_set_connect_state(_ssl);
    }

    private TlsEngine(nint context, bool data)
    {
        _isData = data;
        _ssl = OpenSsl.SSL_new(context);
        if (_ssl == 0)
        {
            throw new TlsException(OpenSsl.TakeErrors("out of memory"));
        }

        _self = GCHandle.Alloc(this);
        try
        {
            nint bio = MemoryBio.Create(_self);
            OpenSsl.SSL_set_bio(_ssl, bio, bio);
            _ = OpenSsl.SSL_set_ex_data(_ssl, 0, GCHandle.ToIntPtr(_self));
        }
        catch
        {
            Dispose();
            throw;
        }

        if (data)
        {
            // A connection that moves bulk keeps its record buffers; an idle control connection gives them back after every record.
            OpenSsl.SSL_ctrl(_ssl, OpenSsl.CtrlClearMode, OpenSsl.ModeReleaseBuffers, 0);
        }
    }

    /// <summary>The engine behind an SSL, for OpenSSL's callbacks.</summary>
    internal static TlsEngine Of(nint ssl) => (TlsEngine)GCHandle.FromIntPtr(OpenSsl.SSL_get_ex_data(ssl, 0)).Target!;

    internal nint Handle => _ssl;

    /// <summary>The lineage at work; on the server's side only.</summary>
    internal LineageSeal? Seal => _seal;

    /// <summary>What is wanted of the client; on the server's side only.</summary>
    internal HandshakeRules? Rules => _rules;

    /// <summary>True for the server's side of a data connection: its tickets may wait for the first block.</summary>
    internal bool DefersTickets { get; }

    /// <summary>True while ciphertext waits that OpenSSL has not taken yet.</summary>
    internal bool HasReceived => !_received.IsEmpty;

    /// <summary>True while something can be read without receiving: ciphertext, or the rest of a record whose reader had no room for all of it.</summary>
    internal bool HasInput => HasReceived || (_ssl != 0 && OpenSsl.SSL_pending(_ssl) > 0);

    /// <summary>Bytes of ciphertext that wait to be sent.</summary>
    internal int OutgoingLength => _outgoing.Length;

    /// <summary>True when the peer's close_notify has arrived.</summary>
    internal bool PeerClosed => _ssl != 0 && (OpenSsl.SSL_get_shutdown(_ssl) & OpenSsl.ReceivedShutdown) != 0;

    /// <summary>Room to receive ciphertext into; report what arrived with <see cref="Received"/>.</summary>
    internal Memory<byte> ReceiveMemory() => _received.Room(_bulkReading);

    internal void Received(int count) => _received.Add(count);

    internal bool HoldsReceiveBuffer => _received.HoldsArray;

    /// <summary>Gives the receive array back when it holds nothing; called before a connection goes idle.</summary>
    internal void ReleaseIdleBuffer() => _received.ReleaseIfEmpty();

    /// <summary>Hands over the ciphertext to send. The caller returns the array to the shared pool once it is sent.</summary>
    internal (byte[] Array, int Length) TakeOutgoing() => _outgoing.Take();

    internal int TakeReceived(Span<byte> destination) => _received.Take(destination);

    internal void AppendOutgoing(ReadOnlySpan<byte> ciphertext) => _outgoing.Append(ciphertext);

    /// <summary>Goes on with the handshake.</summary>
    /// <exception cref="TlsException">It failed; an alert for the peer may wait to be sent.</exception>
    internal TlsStatus Handshake()
    {
        ThrowIfDisposed();
        OpenSsl.ERR_clear_error();
        int result = OpenSsl.SSL_do_handshake(_ssl);
        if (result != 1)
        {
            try
            {
                return StatusOf(result, "the handshake failed");
            }
            catch (TlsException failure) when (_rules is not null)
            {
                throw _rules.Explain(failure);
            }
        }

        KeepFinishedSession();
        return TlsStatus.Done;
    }

    /// <summary>Decrypts what has been received.</summary>
    internal TlsStatus Read(Span<byte> plaintext, out int count)
    {
        ThrowIfDisposed();
        count = 0;
        _bulkReading = plaintext.Length >= BulkRead;
        OpenSsl.ERR_clear_error();
        while (count < plaintext.Length)
        {
            int result;
            fixed (byte* buffer = plaintext)
            {
                result = OpenSsl.SSL_read(_ssl, buffer + count, plaintext.Length - count);
            }

            if (result > 0)
            {
                // One call gives one record; a bulk reader wants all records that have arrived whole.
                count += result;
                if (HasReceived)
                {
                    continue;
                }

                return TlsStatus.Done;
            }

            if (count > 0 && OpenSsl.SSL_get_error(_ssl, result) is OpenSsl.ErrorWantRead or OpenSsl.ErrorZeroReturn)
            {
                return TlsStatus.Done;
            }

            return StatusOf(result, "a record could not be decrypted");
        }

        return TlsStatus.Done;
    }

    /// <summary>Encrypts all of <paramref name="plaintext"/> into the outgoing array.</summary>
    internal void Write(ReadOnlySpan<byte> plaintext)
    {
        ThrowIfDisposed();
        if (plaintext.IsEmpty)
        {
            return;
        }

        _outgoing.Expect(plaintext.Length);
        OpenSsl.ERR_clear_error();
        fixed (byte* buffer = plaintext)
        {
            int result = OpenSsl.SSL_write(_ssl, buffer, plaintext.Length);
            if (result != plaintext.Length)
            {
                StatusOf(result, "a record could not be encrypted");
                throw new TlsException("a record could not be encrypted");
            }
        }
    }

    /// <summary>Puts a fresh ticket in front of the next <see cref="Write"/> (RFC 8446 §4.6.1); does nothing before TLS 1.3, whose sessions may be resumed any number of times.</summary>
    internal void RequestTicket()
    {
        ThrowIfDisposed();
        _ = OpenSsl.SSL_new_session_ticket(_ssl);
    }

    /// <summary>Puts close_notify into the outgoing array, once.</summary>
    internal void CloseNotify()
    {
        ThrowIfDisposed();
        if ((OpenSsl.SSL_get_shutdown(_ssl) & OpenSsl.SentShutdown) == 0)
        {
            OpenSsl.ERR_clear_error();
            _ = OpenSsl.SSL_shutdown(_ssl);
            OpenSsl.ERR_clear_error();
        }
    }

    /// <summary>What the finished handshake agreed on.</summary>
    internal TlsFacts Facts()
    {
        ThrowIfDisposed();
        return _isClient ? Agreement.OfClient(_ssl) : Agreement.OfServer(_ssl, _seal!, _rules!);
    }

    /// <summary>The certificates that the server sent, its own first; those of the original handshake when a session was resumed. None on the server's side.</summary>
    internal byte[][] PeerCertificates()
    {
        ThrowIfDisposed();
        return _isClient ? PeerChain.Of(_ssl) : [];
    }

    /// <summary>
    /// Called with a TLS 1.3 session for each ticket that the server sends. Those of a data connection that resumed nothing are not kept: every session kept
    /// descends from the control connection's handshake, so that resuming one proves that the same server answers.
    /// </summary>
    internal void KeepTicket(nint session)
    {
        if (!_isData || OpenSsl.SSL_session_reused(_ssl) == 1)
        {
            _sessions?.Add(session);
        }
    }

    /// <summary>Called once when the handshake is done: before TLS 1.3 the session is complete now, and OpenSSL does not say when a resumed one's ticket was renewed.</summary>
    private void KeepFinishedSession()
    {
        nint session = OpenSsl.SSL_get_session(_ssl);
        if (_sessions is not null && session != 0 && OpenSsl.SSL_SESSION_get_protocol_version(session) != OpenSsl.Tls13)
        {
            KeepTicket(session);
        }
    }

    private TlsStatus StatusOf(int result, string otherwise) => OpenSsl.SSL_get_error(_ssl, result) switch
    {
        OpenSsl.ErrorWantRead => TlsStatus.NeedsInput,
        OpenSsl.ErrorZeroReturn => TlsStatus.PeerClosed,
        _ => throw new TlsException(OpenSsl.TakeErrors(otherwise)),
    };

    private void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_ssl == 0, this);

    public void Dispose()
    {
        if (_ssl != 0)
        {
            // Otherwise OpenSSL forbids the session to everybody when one connection ends without goodbye (RFC 2246 §7.2.1, no longer so in RFC 5246):
            // one aborted transfer would cost its control connection all further reuse.
            OpenSsl.SSL_set_shutdown(_ssl, OpenSsl.SentShutdown | OpenSsl.ReceivedShutdown);
            OpenSsl.SSL_free(_ssl);
            _ssl = 0;
        }

        if (_self.IsAllocated)
        {
            _self.Free();
        }

        _received.Drop();
        _outgoing.Drop();
    }
}
