namespace Sealane.Transport.Tls;

/// <summary>
/// TLS could not be set up or broke: an unusable certificate or cipher list, a failed handshake, a damaged record.
/// The connection it happened on is finished; close it.
/// </summary>
/// <param name="message">What happened, in OpenSSL's words where it was OpenSSL that noticed.</param>
/// <param name="inner">What caused it, if it was not OpenSSL.</param>
public sealed class TlsException(string message, Exception? inner = null) : IOException(message, inner)
{
    /// <summary>True when the peer's handshake was in order and our rules refused it: its certificate, or the host that it asked for.</summary>
    public bool Refused { get; init; }
}
