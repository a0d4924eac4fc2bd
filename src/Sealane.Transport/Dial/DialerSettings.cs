using System.Net;

namespace Sealane.Transport;

/// <summary>Which of a host's addresses are tried, and which first.</summary>
public enum AddressOrder
{
    /// <summary>As the system sorts them (RFC 6724), the two families taking turns.</summary>
    AsResolved,

    /// <summary>IPv6 first, the families taking turns.</summary>
    IPv6First,

    /// <summary>IPv4 first, the families taking turns.</summary>
    IPv4First,

    /// <summary>No IPv4.</summary>
    IPv6Only,

    /// <summary>No IPv6.</summary>
    IPv4Only,
}

/// <summary>How connections are made.</summary>
public sealed record DialerSettings
{
    /// <summary>Which addresses, in which order.</summary>
    public AddressOrder Order { get; init; } = AddressOrder.AsResolved;

    /// <summary>Our own address to connect from, which leaves out addresses of the other family; null for the system's choice.</summary>
    public IPAddress? LocalAddress { get; init; }

    /// <summary>How long an address has before the next one is tried beside it (RFC 8305 §5).</summary>
    public TimeSpan AttemptDelay { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How long it may take in all: the name, every address, and what the proxy has to say.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What the system is told about the sockets.</summary>
    public SocketTerms Sockets { get; init; } = new();

    /// <summary>Who connects for us; null to connect ourselves.</summary>
    public ProxySettings? Proxy { get; init; }
}
