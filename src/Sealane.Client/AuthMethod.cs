namespace Sealane.Client;

/// <summary>The argument of AUTH. The protection of data is agreed on by PBSZ and PROT after each of them.</summary>
public enum AuthMethod
{
    /// <summary><c>AUTH TLS</c> (RFC 4217 §4).</summary>
    Tls,

    /// <summary><c>AUTH SSL</c>, as drafts of RFC 4217 had it: data are protected without PROT. Servers from before the RFC know nothing else, and may not know PROT.</summary>
    Ssl,

    /// <summary><c>AUTH TLS-P</c>, the drafts' other name of the same.</summary>
    TlsPrivate,

    /// <summary><c>AUTH TLS-C</c>, the drafts' name of <see cref="Tls"/>: data are in the clear until PROT.</summary>
    TlsClear,
}
