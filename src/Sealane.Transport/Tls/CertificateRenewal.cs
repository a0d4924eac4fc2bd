namespace Sealane.Transport.Tls;

/// <summary>What a look at the server certificate came to.</summary>
/// <param name="Renewed">True when there is a new one on disk.</param>
/// <param name="Reason">Why it was made, or why not; for the log.</param>
/// <param name="NotAfter">When the one on disk ends.</param>
public sealed record CertificateRenewal(bool Renewed, string Reason, DateTimeOffset NotAfter);
