using System.Net;

namespace Sealane.Server.Options;

/// <summary>Data connections that clients open (PASV, EPSV).</summary>
public sealed record PassiveOptions
{
    internal PassiveOptions()
    {
    }

    /// <summary><c>pasv_enable</c>. Default: yes.</summary>
    public required bool Enabled { get; init; }

    /// <summary><c>pasv_min_port</c>: lowest port, 1024 or above. Default 50000.</summary>
    public required int MinPort { get; init; }

    /// <summary><c>pasv_max_port</c>: highest port, not below <see cref="MinPort"/>. Default 50999.</summary>
    public required int MaxPort { get; init; }

    /// <summary><c>pasv_address</c>: the IPv4 address that the reply to PASV announces. Null (the default): the control connection's own, or <see cref="AdvertisedName"/>'s.</summary>
    public required IPAddress? AdvertisedAddress { get; init; }

    /// <summary><c>pasv_address</c> under <c>pasv_addr_resolve</c>: the name whose IPv4 address is announced. Null (the default): none; never set together with <see cref="AdvertisedAddress"/>.</summary>
    public required string? AdvertisedName { get; init; }

    /// <summary><c>pasv_addr_ttl</c>: how long a resolved <see cref="AdvertisedName"/> is used. Default 300 s, at least 1 s.</summary>
    public required TimeSpan NameLifetime { get; init; }

    /// <summary><c>pasv_promiscuous</c>: the data connection may come from any address. Default: no.</summary>
    public required bool Promiscuous { get; init; }

    /// <summary><c>accept_timeout</c>: wait for the client after PASV. Default 60 s, at least 1 s.</summary>
    public required TimeSpan AcceptTimeout { get; init; }

    /// <summary><c>pasv_queue_timeout</c>: wait for a free port when all are leased to this client's address. Default 10 s; zero refuses at once.</summary>
    public required TimeSpan QueueTimeout { get; init; }
}

/// <summary>Data connections that the server opens (PORT, EPRT).</summary>
public sealed record ActiveOptions
{
    internal ActiveOptions()
    {
    }

    /// <summary><c>port_enable</c>. Default: yes.</summary>
    public required bool Enabled { get; init; }

    /// <summary><c>port_promiscuous</c>: any address and any port may be named. Default: no.</summary>
    public required bool Promiscuous { get; init; }

    /// <summary><c>connect_from_port_20</c>: <c>ftp_data_port</c>, from which the connections leave. Null (the default): the system picks a port.</summary>
    public required int? SourcePort { get; init; }

    /// <summary><c>connect_timeout</c>: wait for the connection. Default 60 s, at least 1 s.</summary>
    public required TimeSpan ConnectTimeout { get; init; }
}
