using Sealane.Transport.Tls;

namespace Sealane.Transport;

/// <summary>The TLS of a data connection: same certificate and lineage as its control connection.</summary>
/// <param name="Certificate">The control connection's.</param>
/// <param name="Lineage">The control connection's.</param>
/// <param name="RequireProof">Refuse a handshake that does not resume a session of this control connection (<c>require_ssl_reuse=YES</c>).</param>
/// <param name="Client">The certificate that the client showed on the control connection: a data connection must show the same, or resume a session that did. Null for none.</param>
public sealed record DataTls(ServerTls Certificate, Lineage Lineage, bool RequireProof, PeerCertificate? Client = null)
{
    /// <summary>Why a finished handshake does not belong to the control connection; null when it does.</summary>
    internal DataConnectionException? Refusal(TlsFacts facts)
    {
        if (Client is { } known && facts.ClientCertificate?.Sha256 != known.Sha256)
        {
            // Who holds a certificate has shown who connects; without it, or with another, somebody else may be at the other end (vsftpd refuses it, too).
            string shown = facts.ClientCertificate is { } other ? $"another certificate ({other}) than" : "no certificate, but one";
            return new DataConnectionException(DataFailure.Handshake, $"the client showed {shown} on its control connection");
        }

        return !RequireProof || facts.Proof == LineageProof.Own ? null : new DataConnectionException(DataFailure.NotProven, facts.Proof == LineageProof.Foreign
            ? "it resumed the TLS session of another control connection"
            : "it did not resume the TLS session of its control connection");
    }
}
