using System.Runtime.InteropServices;

namespace Sealane.Transport.Tests.Support;

/// <summary>Calls of libssl that only a client, or only a mischievous one, makes.</summary>
internal static unsafe partial class ClientCalls
{
    internal const ulong NoTicket = 1UL << 14;
    internal const ulong LegacyServerConnect = 1UL << 2;

    [LibraryImport("libssl.so.3")] internal static partial int SSL_CTX_set_alpn_protos(nint ctx, byte* protocols, uint length);
    [LibraryImport("libssl.so.3")] internal static partial int SSL_renegotiate(nint ssl);
    [LibraryImport("libssl.so.3")] internal static partial int SSL_key_update(nint ssl, int type);
    [LibraryImport("libssl.so.3")] internal static partial int SSL_SESSION_has_ticket(nint session);
    [LibraryImport("libssl.so.3")] internal static partial void SSL_get0_alpn_selected(nint ssl, byte** data, uint* length);
    [LibraryImport("libssl.so.3")] internal static partial void SSL_SESSION_get0_ticket(nint session, byte** ticket, nuint* length);
    [LibraryImport("libssl.so.3")] internal static partial nint SSL_get_servername(nint ssl, int type);
    [LibraryImport("libssl.so.3")] internal static partial nint SSL_get1_peer_certificate(nint ssl);
}
