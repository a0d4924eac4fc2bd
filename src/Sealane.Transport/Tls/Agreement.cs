using System.Runtime.InteropServices;

namespace Sealane.Transport.Tls;

/// <summary>Reads what a finished handshake agreed on out of OpenSSL.</summary>
internal static class Agreement
{
    /// <summary>On the server's side, with what the handshake proved.</summary>
    internal static TlsFacts OfServer(nint ssl, LineageSeal seal, HandshakeRules rules)
    {
        bool resumed = IsResumed(ssl);
        return new TlsFacts(Version(ssl), Cipher(ssl), resumed, seal.Proof(resumed)) { ClientCertificate = rules.Shown(ssl) };
    }

    /// <summary>On the client's side.</summary>
    internal static TlsFacts OfClient(nint ssl)
    {
        string version = Version(ssl);
        nint group = (nint)OpenSsl.SSL_ctrl(ssl, OpenSsl.CtrlGetNegotiatedGroup, 0, 0);
        return new TlsFacts(version, Cipher(ssl), IsResumed(ssl), LineageProof.None)
        {
            ExtendedMasterSecret = version == "TLSv1.3" || OpenSsl.SSL_ctrl(ssl, OpenSsl.CtrlGetExtendedMasterSecret, 0, 0) == 1,
            Group = group == 0 ? "" : Marshal.PtrToStringUTF8(OpenSsl.SSL_group_to_name(ssl, (int)group)) ?? "",
        };
    }

    private static bool IsResumed(nint ssl) => OpenSsl.SSL_session_reused(ssl) == 1;

    private static string Version(nint ssl) => Marshal.PtrToStringUTF8(OpenSsl.SSL_get_version(ssl)) ?? "TLS";

    private static string Cipher(nint ssl) => Marshal.PtrToStringUTF8(OpenSsl.SSL_CIPHER_get_name(OpenSsl.SSL_get_current_cipher(ssl))) ?? "?";
}
