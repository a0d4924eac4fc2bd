using Sealane.Protocol;

namespace Sealane.Transport;

/// <summary>What a proxy speaks.</summary>
public enum ProxyKind
{
    /// <summary>HTTP's CONNECT (RFC 9110 §9.3.6).</summary>
    Http,

    /// <summary>SOCKS version 5 (RFC 1928). Names are looked up by the proxy.</summary>
    Socks5,
}

/// <summary>A proxy that connects for us. It sees where we connect to and, without TLS, all that is said.</summary>
/// <param name="Kind">What it speaks.</param>
/// <param name="Host">Its name or address.</param>
/// <param name="Port">Its port.</param>
/// <param name="User">Who we are to it; empty to say nothing.</param>
/// <param name="Password">Goes to the proxy in the clear (RFC 7617, RFC 1929); null for an empty one.</param>
public sealed record ProxySettings(ProxyKind Kind, string Host, int Port, string User = "", Secret? Password = null);
