using System.Net;

namespace Sealane.Server.Options;

/// <summary>Where control connections are accepted.</summary>
public sealed record ListenOptions
{
    internal ListenOptions()
    {
    }

    /// <summary>The sockets to listen on, at least one (<c>listen*</c>, <c>implicit_ssl</c>).</summary>
    public required IReadOnlyList<ListenEndpoint> Endpoints { get; init; }
}

/// <summary>One listening socket.</summary>
/// <param name="EndPoint">Address and port; the port is never 0.</param>
/// <param name="DualStack">An IPv6 socket that takes IPv4 clients as well.</param>
/// <param name="ImplicitTls">TLS starts with the first byte.</param>
public sealed record ListenEndpoint(IPEndPoint EndPoint, bool DualStack, bool ImplicitTls);
