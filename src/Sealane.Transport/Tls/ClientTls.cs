using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using System.Text;

namespace Sealane.Transport.Tls;

/// <summary>
/// What a client speaks, ready to connect with: an SSL_CTX for any number of control connections and their data connections. It knows no sessions:
/// those are each control connection's own (<see cref="ClientSessions"/>). It checks no certificate: that is the caller's, after each handshake
/// that resumed nothing and before the first byte is sent (<see cref="Connection.PeerCertificates"/>).
/// </summary>
public sealed unsafe class ClientTls
{
    private readonly TlsContextHandle _context;
    private readonly byte[] _controlProtocols;
    private readonly byte[] _dataProtocols;
    private readonly bool _certificateOnData;

    private ClientTls(TlsContextHandle context, byte[] controlProtocols, byte[] dataProtocols, bool certificateOnData)
    {
        _certificateOnData = certificateOnData;
        _context = context;
        _controlProtocols = controlProtocols;
        _dataProtocols = dataProtocols;
    }

    /// <summary>Hands the settings to OpenSSL.</summary>
    /// <exception cref="TlsException">A certificate, key, cipher string, group or protocol name that OpenSSL refuses; the message names which.</exception>
    public static ClientTls Create(ClientTlsSettings settings)
    {
        byte[] controlProtocols = WireList(settings.ControlProtocols);
        byte[] dataProtocols = WireList(settings.DataProtocols);
        OpenSsl.Initialise();
        var handle = new TlsContextHandle(OpenSsl.SSL_CTX_new(OpenSsl.TLS_client_method()));
        nint context = handle.DangerousGetHandle();
        try
        {
            handle.UseVersions(settings.AllowTls12, settings.AllowTls13);
            handle.UseCiphers(settings.CipherList.Length == 0 ? ClientTlsSettings.StrongCiphers : settings.CipherList, ServerTlsSettings.Tls13Suites);
            UseGroups(context, settings.Groups.Length == 0 ? ClientTlsSettings.CommonGroups : settings.Groups);
            if (settings.Certificates is { Count: > 0 } chain)
            {
                handle.UseCertificate(chain, settings.PrivateKey.Span);
            }
        }
        catch
        {
            handle.Dispose();
            throw;
        }

        OpenSsl.SSL_CTX_ctrl(context, OpenSsl.CtrlSetMode, OpenSsl.ModeReleaseBuffers | OpenSsl.ModeAcceptMovingWriteBuffer, 0);
        OpenSsl.SSL_CTX_set_options(context, OpenSsl.OptionNoRenegotiation);
        OpenSsl.SSL_CTX_set_verify(context, OpenSsl.VerifyNone, null);
        OpenSsl.SSL_CTX_ctrl(context, OpenSsl.CtrlSetSessionCacheMode, OpenSsl.SessionCacheClient | OpenSsl.SessionCacheNoInternal, 0);
        OpenSsl.SSL_CTX_sess_set_new_cb(context, &KeepSession);
        return new ClientTls(handle, controlProtocols, dataProtocols, settings.CertificateOnData);
    }

    /// <summary>TLS for the control connection that <paramref name="sessions"/> belongs to.</summary>
    internal TlsEngine ControlEngine(ClientSessions sessions, string? serverName)
    {
        sessions.BeginControl(this);
        return Engine(sessions, serverName, data: false);
    }

    /// <summary>TLS for a data connection of the control connection that <paramref name="sessions"/> belongs to.</summary>
    internal TlsEngine DataEngine(ClientSessions sessions, string? serverName)
    {
        sessions.BeginData(this);
        return Engine(sessions, serverName, data: true);
    }

    private TlsEngine Engine(ClientSessions sessions, string? serverName, bool data)
    {
        TlsEngine engine = _context.Use(context => new TlsEngine(context, sessions, data));
        try
        {
            if (DnsName(serverName) is { } name)
            {
                ClientHello.NameServer(engine.Handle, name);
            }

            byte[] protocols = data ? _dataProtocols : _controlProtocols;
            if (protocols.Length > 0)
            {
                ClientHello.OfferProtocols(engine.Handle, protocols);
            }

            if (data && !_certificateOnData)
            {
                OpenSsl.SSL_certs_clear(engine.Handle);
            }

            if (data)
            {
                sessions.Offer(engine.Handle);
            }

            return engine;
        }
        catch
        {
            engine.Dispose();
            throw;
        }
    }

    private static string? DnsName(string? host)
    {
        string name = (host ?? "").TrimEnd('.');
        if (name.Length == 0 || IPAddress.TryParse(name, out _))
        {
            return null;
        }

        try
        {
            return Ascii.IsValid(name) ? name : new IdnMapping().GetAscii(name);
        }
        catch (ArgumentException e)
        {
            throw new TlsException($"'{name}' is not a host name: {e.Message}", e);
        }
    }

    private static void UseGroups(nint context, string groups)
    {
        OpenSsl.ERR_clear_error();
        fixed (byte* text = Encoding.UTF8.GetBytes(groups + "\0"))
        {
            if (OpenSsl.SSL_CTX_ctrl(context, OpenSsl.CtrlSetGroupsList, 0, (nint)text) != 1)
            {
                throw new TlsException($"OpenSSL does not know all groups of '{groups}': {OpenSsl.TakeErrors("refused")}");
            }
        }
    }

    // RFC 7301 §3.1: each name behind its length.
    private static byte[] WireList(IReadOnlyList<string>? names)
    {
        var list = new List<byte>();
        foreach (string name in names ?? [])
        {
            byte[] bytes = Encoding.UTF8.GetBytes(name);
            if (bytes.Length is 0 or > 255)
            {
                throw new TlsException($"'{name}' is not an application protocol's name: 1 to 255 bytes are");
            }

            list.Add((byte)bytes.Length);
            list.AddRange(bytes);
        }

        return [.. list];
    }

    // 0: we keep a copy and not the reference. Earlier versions' sessions are taken when their handshake is done.
    [UnmanagedCallersOnly]
    private static int KeepSession(nint ssl, nint session)
    {
        try
        {
            if (OpenSsl.SSL_SESSION_get_protocol_version(session) == OpenSsl.Tls13)
            {
                TlsEngine.Of(ssl).KeepTicket(session);
            }
        }
        catch (Exception)
        {
            // It would end the process if it left here; a ticket that was lost costs a full handshake.
        }

        return 0;
    }
}
