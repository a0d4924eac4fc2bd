using System.Runtime.InteropServices;
using System.Text;

namespace Sealane.Bench.Load;

/// <summary>The few functions of OpenSSL 3 that a blocking TLS client needs.</summary>
internal static unsafe partial class LibSsl
{
    internal const int CtrlMode = 33;
    internal const int CtrlSessionCacheMode = 44;
    internal const int CtrlMinProtocol = 123;
    internal const int CtrlMaxProtocol = 124;
    internal const int ModeReleaseBuffers = 0x10;
    internal const int Tls12 = 0x303;
    internal const int Tls13 = 0x304;
    internal const int ErrorZeroReturn = 6;

    private const string Ssl = "libssl.so.3";
    private const string Crypto = "libcrypto.so.3";

    [LibraryImport(Ssl)]
    internal static partial nint TLS_client_method();

    [LibraryImport(Ssl)]
    internal static partial nint SSL_CTX_new(nint method);

    [LibraryImport(Ssl)]
    internal static partial void SSL_CTX_free(nint context);

    [LibraryImport(Ssl)]
    internal static partial nint SSL_CTX_ctrl(nint context, int command, nint number, nint pointer);

    [LibraryImport(Ssl)]
    internal static partial void SSL_CTX_set_verify(nint context, int mode, nint callback);

    [LibraryImport(Ssl, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int SSL_CTX_set_ciphersuites(nint context, string suites);

    [LibraryImport(Ssl)]
    internal static partial nint SSL_new(nint context);

    [LibraryImport(Ssl)]
    internal static partial void SSL_free(nint ssl);

    [LibraryImport(Ssl)]
    internal static partial int SSL_set_fd(nint ssl, int fd);

    [LibraryImport(Ssl)]
    internal static partial int SSL_connect(nint ssl);

    [LibraryImport(Ssl)]
    internal static partial int SSL_read(nint ssl, void* buffer, int length);

    [LibraryImport(Ssl)]
    internal static partial int SSL_write(nint ssl, void* buffer, int length);

    [LibraryImport(Ssl)]
    internal static partial int SSL_shutdown(nint ssl);

    [LibraryImport(Ssl)]
    internal static partial int SSL_get_error(nint ssl, int result);

    [LibraryImport(Ssl)]
    internal static partial nint SSL_get1_session(nint ssl);

    [LibraryImport(Ssl)]
    internal static partial int SSL_set_session(nint ssl, nint session);

    [LibraryImport(Ssl)]
    internal static partial int SSL_session_reused(nint ssl);

    [LibraryImport(Ssl)]
    internal static partial void SSL_SESSION_free(nint session);

    [LibraryImport(Ssl)]
    internal static partial int SSL_SESSION_is_resumable(nint session);

    [LibraryImport(Ssl)]
    internal static partial void SSL_set_read_ahead(nint ssl, int yes);

    [LibraryImport(Ssl)]
    internal static partial void SSL_set_default_read_buffer_len(nint ssl, nint length);

    [LibraryImport(Ssl)]
    internal static partial nint SSL_get_version(nint ssl);

    [LibraryImport(Ssl)]
    internal static partial nint SSL_get_current_cipher(nint ssl);

    [LibraryImport(Ssl)]
    internal static partial nint SSL_CIPHER_get_name(nint cipher);

    [LibraryImport(Crypto)]
    internal static partial nint ERR_get_error();

    [LibraryImport(Crypto)]
    internal static partial void ERR_clear_error();

    [LibraryImport(Crypto)]
    private static partial void ERR_error_string_n(nint code, byte* text, nint length);

    /// <summary>What OpenSSL says went wrong last on this thread; empties its queue.</summary>
    internal static string LastError()
    {
        nint code = ERR_get_error();
        ERR_clear_error();
        if (code == 0)
        {
            return $"errno {Marshal.GetLastSystemError()}";
        }

        byte* text = stackalloc byte[256];
        ERR_error_string_n(code, text, 256);
        return Encoding.ASCII.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text));
    }
}
