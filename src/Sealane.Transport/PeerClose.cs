namespace Sealane.Transport;

/// <summary>How the peer's direction of a connection ended.</summary>
public enum PeerClose
{
    /// <summary>It has not.</summary>
    None,

    /// <summary>As it should: close_notify on TLS, FIN without TLS.</summary>
    Orderly,

    /// <summary>A bare FIN on TLS: somebody on the way may have cut it short (RFC 5246 §7.2.1, RFC 8446 §6.1).</summary>
    Truncated,

    /// <summary>A reset, or a network failure.</summary>
    Reset,

    /// <summary>We gave up: the deadline passed.</summary>
    TimedOut,
}
