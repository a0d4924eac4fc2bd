namespace Sealane.Transport.Tls;

/// <summary>A lineage at work on the server's side of one connection: seals it into the sessions that are given out, and judges those that come back.</summary>
internal sealed unsafe class LineageSeal
{
    private readonly nint _ssl;
    private readonly Lineage _lineage;
    private readonly bool _mustProve;
    private LineageProof _ticketProof;

    /// <param name="ssl">The connection's SSL, which outlives this.</param>
    /// <param name="lineage">Sealed into each ticket that is issued here.</param>
    /// <param name="mustProve">True for a data connection.</param>
    internal LineageSeal(nint ssl, Lineage lineage, bool mustProve)
    {
        _ssl = ssl;
        _lineage = lineage;
        _mustProve = mustProve;

        // A session is resumed within its lineage only. A control connection therefore always begins a new one: were it to resume an older one,
        // clients of TLS 1.2 would go on using that one's seal for their data connections. It also asks for the client's certificate anew each time.
        fixed (byte* secret = lineage.Secret)
        {
            _ = OpenSsl.SSL_set_session_id_context(ssl, secret, Lineage.Size);
        }
    }

    // A ticket alone proves nothing: whoever saw it on the wire can offer it, in a hello that makes OpenSSL fall back to a full handshake.
    // Only a handshake that really resumed the session used its keys.
    internal LineageProof Proof(bool resumed) =>
        !_mustProve ? LineageProof.None
        : !resumed ? (_ticketProof == LineageProof.Foreign ? LineageProof.Foreign : LineageProof.None)
        : _ticketProof == LineageProof.Own ? LineageProof.Own
        : ProofOf(OpenSsl.SSL_get_session(_ssl));

    /// <summary>Called with each ticket that a client offers and that this server can decrypt.</summary>
    /// <returns>True when the session may be resumed.</returns>
    internal bool AcceptTicket(nint session)
    {
        _ticketProof = ProofOf(session);
        if (_ticketProof != LineageProof.Own)
        {
            // On a control connection always: its lineage is new. .NET's SslStream, for one, keeps the old ticket of a TLS 1.2 session that it resumed,
            // and would bring its seal to the data connections.
            return false;
        }

        // The session was made in the context of the control connection that it comes from (see the constructor); a ticket may cross contexts.
        uint length;
        byte* context = OpenSsl.SSL_SESSION_get0_id_context(session, &length);
        return OpenSsl.SSL_set_session_id_context(_ssl, context, length) == 1;
    }

    /// <summary>Seals the lineage into a session before its ticket is made or it is cached.</summary>
    internal bool Seal(nint session)
    {
        if (OpenSsl.SSL_session_reused(_ssl) == 1 && _ticketProof == LineageProof.None)
        {
            // Resumed by session id: the session lives in the cache, and other threads may be reading it. It was sealed when it was made.
            return ProofOf(session) == LineageProof.Own;
        }

        fixed (byte* secret = _lineage.Secret)
        {
            return OpenSsl.SSL_SESSION_set1_ticket_appdata(session, secret, Lineage.Size) == 1;
        }
    }

    private LineageProof ProofOf(nint session)
    {
        byte* data;
        nuint length;
        return OpenSsl.SSL_SESSION_get0_ticket_appdata(session, &data, &length) == 1
            && data is not null
            && length == Lineage.Size
            && _lineage.Matches(new ReadOnlySpan<byte>(data, (int)length))
                ? LineageProof.Own
                : LineageProof.Foreign;
    }
}
