namespace Sealane.ClientBench.Servers;

/// <summary>Where a client connects to.</summary>
/// <param name="Name">For the report.</param>
/// <param name="Host">Name or address; the certificate is for it.</param>
/// <param name="Port">Explicit TLS.</param>
internal sealed record Site(string Name, string Host, int Port);
