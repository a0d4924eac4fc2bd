namespace Sealane.Transport.Tls;

/// <summary>A certificate or key cannot be used, made or kept.</summary>
/// <param name="message">One line for the operator: what is wrong, with which file, and what fixes it.</param>
/// <param name="inner">What the system or the parser said.</param>
public sealed class CertificateException(string message, Exception? inner = null) : IOException(message, inner);
