namespace Sealane.Client.Trust;

/// <summary>What is different for one host, as lftp's <c>set ssl:verify-certificate/HOST no</c>. Null leaves the general setting.</summary>
/// <param name="Host">DNS name or IP literal, compared as a whole.</param>
/// <param name="Port">Null for every port.</param>
public sealed record HostException(string Host, int? Port = null)
{
    /// <summary>See <see cref="ServerTrustOptions.VerifyCertificate"/>.</summary>
    public bool? VerifyCertificate { get; init; }

    /// <summary>See <see cref="ServerTrustOptions.CheckHostName"/>.</summary>
    public bool? CheckHostName { get; init; }

    /// <summary>Pins for this host, besides the general ones.</summary>
    public IReadOnlyList<CertificatePin> Pins { get; init; } = [];

    internal bool Covers(ServerIdentity server) =>
        (Port is null || Port == server.Port) && HostAddress.Normalize(Host) == HostAddress.Normalize(server.Host);
}
