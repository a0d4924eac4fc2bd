using System.Runtime.InteropServices;

namespace Sealane.Transport.Tls;

/// <summary>
/// A session of <see cref="ClientSessions"/>: a copy that no connection ever touches. OpenSSL's client forbids itself a TLS 1.3 session once it was used,
/// and writes into sessions that several connections share; what is offered is therefore a copy of this copy.
/// </summary>
internal sealed class Ticket : SafeHandle
{
    private bool _offered;

    internal Ticket(nint session)
        : base(0, ownsHandle: true)
    {
        SetHandle(OpenSsl.SSL_SESSION_dup(session));
        if (IsInvalid)
        {
            throw new TlsException(OpenSsl.TakeErrors("out of memory"));
        }

        IsReusable = OpenSsl.SSL_SESSION_get_protocol_version(session) != OpenSsl.Tls13;
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>True before TLS 1.3: nobody minds the second use, or can tell it from the first by what is on the wire.</summary>
    internal bool IsReusable { get; }

    /// <summary>True while it may be offered without repeating what was offered before (RFC 8446 §C.4).</summary>
    internal bool IsFresh => IsReusable || !_offered;

    internal void OfferCopy(nint ssl)
    {
        _offered = true;
        nint copy = OpenSsl.SSL_SESSION_dup(handle);
        if (copy == 0)
        {
            throw new TlsException(OpenSsl.TakeErrors("out of memory"));
        }

        // Refused, it is not offered, and the handshake is a full one.
        _ = OpenSsl.SSL_set_session(ssl, copy);
        OpenSsl.SSL_SESSION_free(copy);
    }

    protected override bool ReleaseHandle()
    {
        OpenSsl.SSL_SESSION_free(handle);
        return true;
    }
}
