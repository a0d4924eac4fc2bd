using System.Runtime.InteropServices;

namespace Sealane.Transport.Tls;

/// <summary>What a server's TLS allows.</summary>
/// <param name="AllowTls12">TLS 1.2 (RFC 5246).</param>
/// <param name="AllowTls13">TLS 1.3 (RFC 8446).</param>
/// <param name="CipherList">OpenSSL cipher string for TLS 1.2; empty for <see cref="StrongCiphers"/>.</param>
public sealed record ServerTlsSettings(bool AllowTls12 = true, bool AllowTls13 = true, string CipherList = "")
{
    /// <summary>Clients' certificates; null: clients are not asked for any.</summary>
    public ClientCertificatePolicy? ClientCertificates { get; init; }

    /// <summary>The host name that clients must ask for (RFC 6066 §3), in any case; others are refused with the alert <c>unrecognized_name</c>. Null: any, or none.</summary>
    public string? ServerName { get; init; }

    /// <summary>
    /// TLS 1.2 suites with forward secrecy and authenticated encryption. AES-128 comes first: as strong as anybody can attack today, and a third faster than AES-256.
    /// </summary>
    public const string StrongCiphers = "ECDHE+AESGCM+AES128:ECDHE+AESGCM:ECDHE+CHACHA20";

    internal const string Tls13Suites = "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256";
}

/// <summary>
/// One certificate ready to accept connections with: an SSL_CTX, shared by every control connection that starts while it is current and by their
/// data connections until they end. Renewal makes a new one; the old lives as long as a session refers to it, and with it its ticket keys.
/// </summary>
public sealed unsafe class ServerTls
{
    // RFC 8446 §4.6.1 forbids more. A ticket opens nothing but data connections of its own control connection, so a long life costs nothing.
    private const long SessionSeconds = 7 * 24 * 3600;

    private readonly TlsContextHandle _context;

    private readonly ServerTlsSettings _settings;

    private ServerTls(TlsContextHandle context, ServerTlsSettings settings)
    {
        _context = context;
        _settings = settings;
    }

    /// <summary>Tells whether this machine's OpenSSL knows any cipher of a list: words come and go with its version and its distribution.</summary>
    /// <param name="list">As <see cref="ServerTlsSettings.CipherList"/>.</param>
    /// <returns>What OpenSSL says against it, without a full stop; null when it can be used.</returns>
    public static string? CipherFault(string list)
    {
        try
        {
            OpenSsl.Initialise();
            using var handle = new TlsContextHandle(OpenSsl.SSL_CTX_new(OpenSsl.TLS_server_method()));
            handle.UseCiphers(list, ServerTlsSettings.Tls13Suites);
            return null;
        }
        catch (TlsException e)
        {
            return e.Message;
        }
    }

    /// <summary>Loads a certificate chain and its key into OpenSSL.</summary>
    /// <param name="chain">DER certificates, the server's own first.</param>
    /// <param name="privateKey">The key of the first certificate, DER (PKCS#8 or the key type's own form).</param>
    /// <param name="settings">What is allowed.</param>
    /// <exception cref="TlsException">A certificate, key or cipher string that OpenSSL refuses; the message names which.</exception>
    public static ServerTls Create(IReadOnlyList<byte[]> chain, ReadOnlySpan<byte> privateKey, ServerTlsSettings settings)
    {
        OpenSsl.Initialise();
        var handle = new TlsContextHandle(OpenSsl.SSL_CTX_new(OpenSsl.TLS_server_method()));
        nint context = handle.DangerousGetHandle();
        try
        {
            handle.UseVersions(settings.AllowTls12, settings.AllowTls13);
            handle.UseCiphers(settings.CipherList.Length == 0 ? ServerTlsSettings.StrongCiphers : settings.CipherList, ServerTlsSettings.Tls13Suites);
            handle.UseCertificate(chain, privateKey);
            if (settings.ClientCertificates is { } policy)
            {
                int mode = OpenSsl.VerifyPeer | (policy.Require ? OpenSsl.VerifyFailWithoutCertificate : 0);
                OpenSsl.SSL_CTX_set_verify(context, mode, &JudgeCertificate);
                handle.UseAuthorities(policy.Authorities);
            }
        }
        catch
        {
            handle.Dispose();
            throw;
        }

        OpenSsl.SSL_CTX_ctrl(context, OpenSsl.CtrlSetMode, OpenSsl.ModeReleaseBuffers | OpenSsl.ModeAcceptMovingWriteBuffer, 0);
        OpenSsl.SSL_CTX_set_options(context, OpenSsl.OptionCipherServerPreference | OpenSsl.OptionNoRenegotiation);
        OpenSsl.SSL_CTX_set_timeout(context, SessionSeconds);
        _ = OpenSsl.SSL_CTX_set_session_ticket_cb(context, &SealTicket, &OpenTicket, 0);
        OpenSsl.SSL_CTX_sess_set_new_cb(context, &SealSession);
        OpenSsl.SSL_CTX_set_alpn_select_cb(context, &SelectProtocol, 0);
        fixed (byte* id = "sealane"u8)
        {
            _ = OpenSsl.SSL_CTX_set_session_id_context(context, id, 7);
        }

        if (settings.ServerName is not null)
        {
            _ = OpenSsl.SSL_CTX_callback_ctrl(context, OpenSsl.CtrlSetServerNameCallback, &JudgeName);
        }

        return new ServerTls(handle, settings);
    }

    /// <summary>TLS for a control connection.</summary>
    internal TlsEngine ControlEngine(Lineage lineage) => Engine(lineage, data: false);

    /// <summary>TLS for a data connection of the control connection that drew <paramref name="lineage"/>.</summary>
    internal TlsEngine DataEngine(Lineage lineage) => Engine(lineage, data: true);

    private TlsEngine Engine(Lineage lineage, bool data) => _context.Use(context => new TlsEngine(context, lineage, data, _settings));

    // OpenSSL's callbacks. An exception that left one would end the process: whatever happens inside refuses the one handshake instead.
    [UnmanagedCallersOnly]
    private static int SealTicket(nint ssl, nint argument)
    {
        try
        {
            return TlsEngine.Of(ssl).Seal!.Seal(OpenSsl.SSL_get_session(ssl)) ? 1 : 0;
        }
        catch (Exception)
        {
            return 0;
        }
    }

    [UnmanagedCallersOnly]
    private static int OpenTicket(nint ssl, nint session, byte* keyName, nuint keyNameLength, int status, nint argument)
    {
        try
        {
            // Every handshake that uses a ticket hands out a fresh one: clients that use each ticket once never run dry (RFC 8446 §C.4).
            return status switch
            {
                OpenSsl.TicketDecrypted or OpenSsl.TicketDecryptedRenew when TlsEngine.Of(ssl).Seal!.AcceptTicket(session) => OpenSsl.TicketUseAndRenew,
                OpenSsl.TicketDecrypted or OpenSsl.TicketDecryptedRenew or OpenSsl.TicketEmpty or OpenSsl.TicketNotDecrypted => OpenSsl.TicketIgnoreAndRenew,
                _ => OpenSsl.TicketAbort,
            };
        }
        catch (Exception)
        {
            return OpenSsl.TicketAbort;
        }
    }

    // Sessions that go into the cache under an id (TLS 1.2 without tickets) carry the seal as well. 0: we keep no reference.
    [UnmanagedCallersOnly]
    private static int SealSession(nint ssl, nint session)
    {
        try
        {
            TlsEngine.Of(ssl).Seal!.Seal(session);
        }
        catch (Exception)
        {
            // Unsealed, it proves nothing.
        }

        return 0;
    }

    [UnmanagedCallersOnly]
    private static int JudgeCertificate(int good, nint store)
    {
        try
        {
            nint ssl = OpenSsl.X509_STORE_CTX_get_ex_data(store, OpenSsl.SSL_get_ex_data_X509_STORE_CTX_idx());
            return TlsEngine.Of(ssl).Rules!.Judge(good != 0, store) ? 1 : 0;
        }
        catch (Exception)
        {
            return 0;
        }
    }

    [UnmanagedCallersOnly]
    private static int JudgeName(nint ssl, int* alert, nint argument)
    {
        try
        {
            return TlsEngine.Of(ssl).Rules!.AcceptsName(ssl) ? OpenSsl.ServerNameAccepted : OpenSsl.ServerNameFatal;
        }
        catch (Exception)
        {
            return OpenSsl.ServerNameFatal;
        }
    }

    // A client that names its protocol and does not name FTP's is in the wrong place, or was sent here by an attacker (RFC 7301 §3.2, ALPACA).
    [UnmanagedCallersOnly]
    private static int SelectProtocol(nint ssl, byte** selected, byte* selectedLength, byte* offered, uint length, nint argument)
    {
        bool related = false;
        for (uint at = 0; at < length;)
        {
            byte size = offered[at];
            if (size == 0 || size > length - at - 1)
            {
                return OpenSsl.AlpnFatal;
            }

            var name = new ReadOnlySpan<byte>(offered + at + 1, size);
            if (name.SequenceEqual("ftp"u8) || name.SequenceEqual("ftp-data"u8))
            {
                *selected = offered + at + 1;
                *selectedLength = size;
                return OpenSsl.AlpnAccepted;
            }

            related |= name.SequenceEqual("x-filezilla-ftp"u8);
            at += 1u + size;
        }

        return related ? OpenSsl.AlpnIgnored : OpenSsl.AlpnFatal;
    }
}
