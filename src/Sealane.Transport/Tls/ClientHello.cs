using System.Text;

namespace Sealane.Transport.Tls;

/// <summary>What a client's first message says beside TLS itself.</summary>
internal static unsafe class ClientHello
{
    /// <summary>Names the server (RFC 6066 §3).</summary>
    internal static void NameServer(nint ssl, string name)
    {
        OpenSsl.ERR_clear_error();
        fixed (byte* text = Encoding.ASCII.GetBytes(name + "\0"))
        {
            if (OpenSsl.SSL_ctrl(ssl, OpenSsl.CtrlSetTlsExtHostName, 0, (nint)text) != 1)
            {
                throw new TlsException($"'{name}' cannot be sent as the server's name: {OpenSsl.TakeErrors("refused")}");
            }
        }
    }

    /// <summary>Offers application protocols, in the form in which they go over the wire (RFC 7301 §3.1).</summary>
    internal static void OfferProtocols(nint ssl, byte[] list)
    {
        fixed (byte* protocols = list)
        {
            if (OpenSsl.SSL_set_alpn_protos(ssl, protocols, (uint)list.Length) != 0)
            {
                throw new TlsException(OpenSsl.TakeErrors("out of memory"));
            }
        }
    }
}
