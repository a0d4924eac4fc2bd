using Sealane.Client.Control;

namespace Sealane.Client.Data;

/// <summary>Which part a server takes in the TLS handshake of its data connections: the server's, or for a copy between two servers the client's (SSCN).</summary>
internal static class TlsRole
{
    /// <summary>Sets it where it is another.</summary>
    /// <exception cref="FtpsException">Refused.</exception>
    internal static async Task SetAsync(ControlLink link, bool client, CancellationToken cancellation)
    {
        if (link.IsTlsClient != client)
        {
            // While it is not known, the next transfer of our own must ask for the server's part.
            link.IsTlsClient = true;
            await link.DemandAsync(client ? CommandLine.Of("SSCN", "ON"u8) : CommandLine.Of("SSCN", "OFF"u8), cancellation).ConfigureAwait(false);
            link.IsTlsClient = client;
        }
    }
}
