using System.Net;
using Sealane.Client.Profiles;
using Sealane.Client.Trust;
using Sealane.Protocol;
using Sealane.Transport.Tls;

namespace Sealane.Client;

/// <summary>What a server told about itself while we signed in.</summary>
public sealed record ServerFacts
{
    /// <summary>Its greeting.</summary>
    public required ServerReply Greeting { get; init; }

    /// <summary>What its last reply to the login said.</summary>
    public ServerReply? Welcome { get; init; }

    /// <summary>Its features (RFC 2389); empty when it does not know FEAT.</summary>
    public IReadOnlyList<Feature> Features { get; init; } = [];

    /// <summary>Which program it seems to be.</summary>
    public ServerKind Kind { get; init; }

    /// <summary>TLS on the control connection; null without.</summary>
    public TlsFacts? Tls { get; init; }

    /// <summary>True when TLS on the control connection was ended after the login (<see cref="FtpsClientOptions.ClearControlAfterLogin"/>); data connections keep it.</summary>
    public bool ControlIsClear { get; init; }

    /// <summary>Why its certificate is trusted; null without TLS.</summary>
    public TrustVerdict? Trust { get; init; }

    /// <summary>The certificate it showed; null without TLS.</summary>
    public ServerIdentity? Identity { get; init; }

    /// <summary>The address that was connected to; of a proxy if there is one.</summary>
    public required IPEndPoint EndPoint { get; init; }

    /// <summary>True when FEAT lists the name.</summary>
    public bool Has(string feature) => Features.Any(one => one.Name == feature);

    /// <summary>The parameters of a feature, all lines of it together; null when FEAT does not list it.</summary>
    public string? ParametersOf(string feature)
    {
        string[] lines = [.. Features.Where(one => one.Name == feature).Select(one => one.Parameters)];
        return lines.Length == 0 ? null : string.Join(' ', lines);
    }
}
