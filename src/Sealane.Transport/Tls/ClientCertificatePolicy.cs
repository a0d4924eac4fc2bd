namespace Sealane.Transport.Tls;

/// <summary>That clients are asked for a certificate (RFC 8446 §4.3.2), and what becomes of those that show none or a bad one.</summary>
/// <param name="Require">A client without one is refused. False: it is served like one that was not asked.</param>
/// <param name="Validate">A certificate must lead to one of <paramref name="Authorities"/>, be within its time and be meant for clients. False: any certificate will do whose key the client has.</param>
/// <param name="Authorities">DER certificates of the authorities, whose names are sent to clients so that they can choose; empty for none.</param>
public sealed record ClientCertificatePolicy(bool Require, bool Validate, IReadOnlyList<byte[]> Authorities);
