namespace Sealane.Client.Trust;

/// <summary>A server that the user has vouched for.</summary>
public sealed record KnownServer
{
    /// <summary>DNS name or IP literal, in its one spelling: lower case, no brackets.</summary>
    public required string Host { get; init; }

    /// <summary>TCP port of the control connection; the same host at another port is another server.</summary>
    public required int Port { get; init; }

    /// <summary>Keys (<see cref="PinKind.Key"/>) and authorities (<see cref="PinKind.Authority"/>); one of them must fit. Empty when the line could not be understood: then nothing fits.</summary>
    public required IReadOnlyList<CertificatePin> Pins { get; init; }

    /// <summary>DER certificates of pinned authorities, for servers that do not send them.</summary>
    public IReadOnlyList<byte[]> Authorities { get; init; } = [];

    /// <summary>Free text of the line, by custom the day it was added; escaped, without line ends.</summary>
    public string Comment { get; init; } = "";

    /// <summary><c>host:port</c> as the file writes it.</summary>
    public string Address => HostAddress.Join(Host, Port);
}
