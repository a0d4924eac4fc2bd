using Sealane.Transport.Tls;

namespace Sealane.Client.Control;

/// <summary>
/// The server's own word, by a TLS alert, that it does not want this client. With TLS 1.3 (RFC 8446 §4.4.2) it comes only when the client takes the connection for made,
/// so it must not pass for a broken connection, which would be tried again and again.
/// </summary>
internal static class RefusedByPeer
{
    private static readonly string[] s_wanted = ["certificate required", "alert handshake failure"];
    private static readonly string[] s_disliked = ["alert unknown ca", "alert bad certificate", "alert certificate expired", "alert certificate revoked", "alert certificate unknown", "alert access denied"];

    /// <summary>The sentence for the user; null if it is no such alert.</summary>
    internal static string? Explain(Exception failure, string server, bool hasCertificate)
    {
        if (failure is not TlsException)
        {
            return null;
        }

        bool isWanted = s_wanted.Any(words => failure.Message.Contains(words, StringComparison.OrdinalIgnoreCase));
        bool isDisliked = s_disliked.Any(words => failure.Message.Contains(words, StringComparison.OrdinalIgnoreCase));
        return isWanted && !hasCertificate ? $"{server} wants a client certificate, or shares no TLS with us; no password was sent. Name the certificate: set ssl:cert-file \"CERT.pem\" ({failure.Message})"
            : (isWanted || isDisliked) && hasCertificate ? $"{server} refuses our client certificate; ask whoever runs it which authority's certificates it takes ({failure.Message})"
            : null;
    }
}
