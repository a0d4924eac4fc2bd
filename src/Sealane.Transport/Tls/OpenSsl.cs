using System.Runtime.InteropServices;

namespace Sealane.Transport.Tls;

/// <summary>
/// The calls of OpenSSL 3 (libssl, libcrypto) that we make, as they are declared there. Nothing outside this folder may use them.
/// Handles are raw pointers; who owns and frees them is said by the classes that call.
/// </summary>
internal static unsafe partial class OpenSsl
{
    internal const string Ssl = "libssl.so.3";
    internal const string Crypto = "libcrypto.so.3";

    internal const int Tls12 = 0x0303;
    internal const int Tls13 = 0x0304;

    internal const int ErrorSsl = 1;
    internal const int ErrorWantRead = 2;
    internal const int ErrorWantWrite = 3;
    internal const int ErrorSyscall = 5;
    internal const int ErrorZeroReturn = 6;

    internal const int SentShutdown = 1;
    internal const int ReceivedShutdown = 2;

    internal const long ModeReleaseBuffers = 0x10;
    internal const long ModeAcceptMovingWriteBuffer = 0x2;

    internal const int CtrlSetMode = 33;
    internal const int CtrlSetSessionCacheMode = 44;
    internal const int CtrlSetServerNameCallback = 53;
    internal const int CtrlSetTlsExtHostName = 55;
    internal const int CtrlClearMode = 78;
    internal const int CtrlChainCertificate = 89;
    internal const int CtrlSetGroupsList = 92;
    internal const int CtrlGetExtendedMasterSecret = 122;
    internal const int CtrlSetMinimumVersion = 123;
    internal const int CtrlSetMaximumVersion = 124;
    internal const int CtrlGetNegotiatedGroup = 134;

    internal const long SessionCacheClient = 1;
    internal const long SessionCacheServer = 2;
    internal const long SessionCacheNoInternal = 0x300;

    internal const int VerifyNone = 0;
    internal const int VerifyPeer = 1;
    internal const int VerifyFailWithoutCertificate = 2;

    internal const int ServerNameAccepted = 0;
    internal const int ServerNameFatal = 2;

    internal const ulong OptionCipherServerPreference = 1UL << 22;
    internal const ulong OptionNoRenegotiation = 1UL << 30;

    // SSL_TICKET_STATUS and SSL_TICKET_RETURN of SSL_CTX_set_session_ticket_cb(3).
    internal const int TicketEmpty = 3;
    internal const int TicketNotDecrypted = 4;
    internal const int TicketDecrypted = 5;
    internal const int TicketDecryptedRenew = 6;
    internal const int TicketAbort = 0;
    internal const int TicketIgnoreAndRenew = 2;
    internal const int TicketUseAndRenew = 4;

    internal const int AlpnAccepted = 0;
    internal const int AlpnFatal = 2;
    internal const int AlpnIgnored = 3;

    internal const ulong InitNoAtExit = 0x00080000;

    internal const int BioTypeSourceSink = 0x0400;
    internal const int BioFlagRead = 0x01;
    internal const int BioFlagWrite = 0x02;
    internal const int BioFlagShouldRetry = 0x08;
    internal const int BioCtrlFlush = 11;

    [LibraryImport(Ssl)] internal static partial int OPENSSL_init_ssl(ulong options, nint settings);
    [LibraryImport(Ssl)] internal static partial nint TLS_server_method();
    [LibraryImport(Ssl)] internal static partial nint TLS_client_method();
    [LibraryImport(Ssl)] internal static partial nint SSL_CTX_new(nint method);
    [LibraryImport(Ssl)] internal static partial void SSL_CTX_free(nint ctx);
    [LibraryImport(Ssl)] internal static partial long SSL_CTX_ctrl(nint ctx, int command, long number, nint pointer);
    [LibraryImport(Ssl)] internal static partial ulong SSL_CTX_set_options(nint ctx, ulong options);
    [LibraryImport(Ssl, StringMarshalling = StringMarshalling.Utf8)] internal static partial int SSL_CTX_set_cipher_list(nint ctx, string list);
    [LibraryImport(Ssl, StringMarshalling = StringMarshalling.Utf8)] internal static partial int SSL_CTX_set_ciphersuites(nint ctx, string list);
    [LibraryImport(Ssl)] internal static partial int SSL_CTX_use_certificate(nint ctx, nint x509);
    [LibraryImport(Ssl)] internal static partial int SSL_CTX_use_PrivateKey(nint ctx, nint key);
    [LibraryImport(Ssl)] internal static partial int SSL_CTX_check_private_key(nint ctx);
    [LibraryImport(Ssl)] internal static partial int SSL_CTX_set_session_id_context(nint ctx, byte* id, uint length);
    [LibraryImport(Ssl)] internal static partial long SSL_CTX_set_timeout(nint ctx, long seconds);
    [LibraryImport(Ssl)] internal static partial int SSL_CTX_set_num_tickets(nint ctx, nuint count);
    [LibraryImport(Ssl)]
    internal static partial int SSL_CTX_set_session_ticket_cb(
        nint ctx, delegate* unmanaged<nint, nint, int> generate, delegate* unmanaged<nint, nint, byte*, nuint, int, nint, int> decrypt, nint argument);
    [LibraryImport(Ssl)] internal static partial void SSL_CTX_sess_set_new_cb(nint ctx, delegate* unmanaged<nint, nint, int> callback);
    [LibraryImport(Ssl)]
    internal static partial void SSL_CTX_set_alpn_select_cb(nint ctx, delegate* unmanaged<nint, byte**, byte*, byte*, uint, nint, int> callback, nint argument);
    [LibraryImport(Ssl)] internal static partial void SSL_CTX_set_verify(nint ctx, int mode, delegate* unmanaged<int, nint, int> callback);
    [LibraryImport(Ssl)] internal static partial nint SSL_CTX_get_cert_store(nint ctx);
    [LibraryImport(Ssl)] internal static partial int SSL_CTX_add_client_CA(nint ctx, nint x509);
    [LibraryImport(Ssl)] internal static partial long SSL_CTX_callback_ctrl(nint ctx, int command, delegate* unmanaged<nint, int*, nint, int> callback);

    [LibraryImport(Ssl)] internal static partial nint SSL_new(nint ctx);
    [LibraryImport(Ssl)] internal static partial void SSL_free(nint ssl);
    [LibraryImport(Ssl)] internal static partial void SSL_certs_clear(nint ssl);
    [LibraryImport(Ssl)] internal static partial void SSL_set_bio(nint ssl, nint read, nint write);
    [LibraryImport(Ssl)] internal static partial int SSL_set_session_id_context(nint ssl, byte* id, uint length);
    [LibraryImport(Ssl)] internal static partial byte* SSL_SESSION_get0_id_context(nint session, uint* length);
    [LibraryImport(Ssl)] internal static partial int SSL_pending(nint ssl);
    [LibraryImport(Ssl)] internal static partial void SSL_set_accept_state(nint ssl);
    [LibraryImport(Ssl)] internal static partial void SSL_set_connect_state(nint ssl);
    [LibraryImport(Ssl)] internal static partial long SSL_ctrl(nint ssl, int command, long number, nint pointer);
    [LibraryImport(Ssl)] internal static partial int SSL_do_handshake(nint ssl);
    [LibraryImport(Ssl)] internal static partial int SSL_read(nint ssl, byte* buffer, int length);
    [LibraryImport(Ssl)] internal static partial int SSL_write(nint ssl, byte* buffer, int length);
    [LibraryImport(Ssl)] internal static partial int SSL_get_error(nint ssl, int result);
    [LibraryImport(Ssl)] internal static partial int SSL_shutdown(nint ssl);
    [LibraryImport(Ssl)] internal static partial int SSL_new_session_ticket(nint ssl);
    [LibraryImport(Ssl)] internal static partial int SSL_get_shutdown(nint ssl);
    [LibraryImport(Ssl)] internal static partial void SSL_set_shutdown(nint ssl, int mode);
    [LibraryImport(Ssl)] internal static partial int SSL_session_reused(nint ssl);
    [LibraryImport(Ssl)] internal static partial nint SSL_get_session(nint ssl);
    [LibraryImport(Ssl)] internal static partial int SSL_set_session(nint ssl, nint session);
    [LibraryImport(Ssl)] internal static partial int SSL_SESSION_up_ref(nint session);
    [LibraryImport(Ssl)] internal static partial nint SSL_SESSION_dup(nint session);
    [LibraryImport(Ssl)] internal static partial int SSL_SESSION_get_protocol_version(nint session);
    [LibraryImport(Ssl)] internal static partial int SSL_set_alpn_protos(nint ssl, byte* protocols, uint length);
    [LibraryImport(Ssl)] internal static partial nint SSL_get_peer_cert_chain(nint ssl);
    [LibraryImport(Ssl)] internal static partial nint SSL_get1_peer_certificate(nint ssl);
    [LibraryImport(Ssl)] internal static partial byte* SSL_get_servername(nint ssl, int type);
    [LibraryImport(Ssl)] internal static partial int SSL_get_ex_data_X509_STORE_CTX_idx();
    [LibraryImport(Ssl)] internal static partial nint SSL_group_to_name(nint ssl, int id);
    [LibraryImport(Ssl)] internal static partial void SSL_SESSION_free(nint session);
    [LibraryImport(Ssl)] internal static partial int SSL_SESSION_is_resumable(nint session);
    [LibraryImport(Ssl)] internal static partial int SSL_SESSION_set1_ticket_appdata(nint session, byte* data, nuint length);
    [LibraryImport(Ssl)] internal static partial int SSL_SESSION_get0_ticket_appdata(nint session, byte** data, nuint* length);
    [LibraryImport(Ssl)] internal static partial int SSL_set_ex_data(nint ssl, int index, nint data);
    [LibraryImport(Ssl), SuppressGCTransition] internal static partial nint SSL_get_ex_data(nint ssl, int index);
    [LibraryImport(Ssl)] internal static partial nint SSL_get_version(nint ssl);
    [LibraryImport(Ssl)] internal static partial nint SSL_get_current_cipher(nint ssl);
    [LibraryImport(Ssl)] internal static partial nint SSL_CIPHER_get_name(nint cipher);

    [LibraryImport(Crypto, StringMarshalling = StringMarshalling.Utf8)] internal static partial nint BIO_meth_new(int type, string name);
    [LibraryImport(Crypto)] internal static partial int BIO_get_new_index();
    [LibraryImport(Crypto)] internal static partial int BIO_meth_set_write(nint method, delegate* unmanaged<nint, byte*, int, int> write);
    [LibraryImport(Crypto)] internal static partial int BIO_meth_set_read(nint method, delegate* unmanaged<nint, byte*, int, int> read);
    [LibraryImport(Crypto)] internal static partial int BIO_meth_set_ctrl(nint method, delegate* unmanaged<nint, int, nint, nint, nint> ctrl);
    [LibraryImport(Crypto)] internal static partial nint BIO_new(nint method);
    [LibraryImport(Crypto)] internal static partial void BIO_set_data(nint bio, nint data);
    [LibraryImport(Crypto), SuppressGCTransition] internal static partial nint BIO_get_data(nint bio);
    [LibraryImport(Crypto)] internal static partial void BIO_set_init(nint bio, int initialised);
    [LibraryImport(Crypto), SuppressGCTransition] internal static partial void BIO_set_flags(nint bio, int flags);
    [LibraryImport(Crypto), SuppressGCTransition] internal static partial void BIO_clear_flags(nint bio, int flags);

    [LibraryImport(Crypto)] internal static partial void ERR_clear_error();
    [LibraryImport(Crypto)] internal static partial ulong ERR_get_error();
    [LibraryImport(Crypto)] internal static partial void ERR_error_string_n(ulong error, byte* buffer, nuint length);
    [LibraryImport(Crypto)] internal static partial nint ERR_reason_error_string(ulong error);

    [LibraryImport(Crypto)] internal static partial nint d2i_X509(nint* x509, byte** data, long length);
    [LibraryImport(Crypto)] internal static partial int i2d_X509(nint x509, byte** data);
    [LibraryImport(Crypto)] internal static partial void X509_free(nint x509);
    [LibraryImport(Crypto)] internal static partial nint X509_STORE_new();
    [LibraryImport(Crypto)] internal static partial void X509_STORE_free(nint store);
    [LibraryImport(Crypto)] internal static partial int X509_STORE_set_flags(nint store, nuint flags);
    [LibraryImport(Crypto)] internal static partial int X509_STORE_set_default_paths(nint store);
    [LibraryImport(Crypto)] internal static partial int X509_STORE_add_cert(nint store, nint x509);
    [LibraryImport(Crypto)] internal static partial nint X509_STORE_CTX_new();
    [LibraryImport(Crypto)] internal static partial void X509_STORE_CTX_free(nint context);
    [LibraryImport(Crypto)] internal static partial int X509_STORE_CTX_init(nint context, nint store, nint x509, nint between);
    [LibraryImport(Crypto)] internal static partial void X509_STORE_CTX_set_verify_cb(nint context, delegate* unmanaged<int, nint, int> callback);
    [LibraryImport(Crypto)] internal static partial int X509_STORE_CTX_set_ex_data(nint context, int index, nint data);
    [LibraryImport(Crypto)] internal static partial nint X509_STORE_CTX_get0_param(nint context);
    [LibraryImport(Crypto)] internal static partial nint X509_STORE_CTX_get0_chain(nint context);
    [LibraryImport(Crypto)] internal static partial int X509_STORE_CTX_get_error_depth(nint context);
    [LibraryImport(Crypto)] internal static partial void X509_VERIFY_PARAM_set_time(nint parameters, long seconds);
    [LibraryImport(Crypto)] internal static partial int X509_verify_cert(nint context);
    [LibraryImport(Crypto)] internal static partial nint X509_STORE_CTX_get_ex_data(nint context, int index);
    [LibraryImport(Crypto)] internal static partial nint X509_STORE_CTX_get0_cert(nint context);
    [LibraryImport(Crypto)] internal static partial int X509_STORE_CTX_get_error(nint context);
    [LibraryImport(Crypto)] internal static partial nint X509_verify_cert_error_string(long error);
    [LibraryImport(Crypto)] internal static partial nint OPENSSL_sk_new_null();
    [LibraryImport(Crypto)] internal static partial int OPENSSL_sk_push(nint stack, nint item);
    [LibraryImport(Crypto)] internal static partial void OPENSSL_sk_free(nint stack);
    [LibraryImport(Crypto)] internal static partial int OPENSSL_sk_num(nint stack);
    [LibraryImport(Crypto)] internal static partial nint OPENSSL_sk_value(nint stack, int index);
    [LibraryImport(Crypto)] internal static partial nint d2i_AutoPrivateKey(nint* key, byte** data, long length);
    [LibraryImport(Crypto)] internal static partial void EVP_PKEY_free(nint key);

    [LibraryImport(Crypto)] internal static partial nuint OpenSSL_version_num();

    /// <summary>Before any other call: OpenSSL must not tear itself down at exit while connections still run on other threads.</summary>
    internal static void Initialise() => _ = OPENSSL_init_ssl(InitNoAtExit, 0);

    /// <summary>Takes the errors of this thread's queue and words the first one, as OpenSSL does without its numbers.</summary>
    internal static string TakeErrors(string otherwise)
    {
        ulong first = ERR_get_error();
        if (first == 0)
        {
            return otherwise;
        }

        ERR_clear_error();
        return Marshal.PtrToStringUTF8(ERR_reason_error_string(first)) ?? $"OpenSSL error {first:x}";
    }
}
