using System.Runtime.InteropServices;

namespace Sealane.Bench.Load;

/// <summary>One blocking TCP connection, with TLS or without.</summary>
internal sealed unsafe class Connection : IDisposable
{
    private const int TimeoutSeconds = 60;
    // Without read-ahead OpenSSL makes two system calls for each record; with it, one for many.
    private const int BulkReadAhead = 256 * 1024;

    private int _fd;
    private nint _ssl;

    internal Connection(int port) => _fd = LibC.ConnectLoopback(port, TimeoutSeconds);

    /// <summary>Whether the TLS session was resumed.</summary>
    internal bool Resumed { get; private set; }

    /// <summary>Whether the peer ended its side with close_notify (always true without TLS).</summary>
    internal bool EndedCleanly { get; private set; } = true;

    internal string Parameters =>
        _ssl == 0 ? "plain" : $"{Text(LibSsl.SSL_get_version(_ssl))} {Text(LibSsl.SSL_CIPHER_get_name(LibSsl.SSL_get_current_cipher(_ssl)))}";

    /// <summary>Performs the handshake, offering the given session unless it is 0.</summary>
    internal void StartTls(ClientTls tls, nint session, bool bulk)
    {
        _ssl = LibSsl.SSL_new(tls.Handle);
        if (LibSsl.SSL_set_fd(_ssl, _fd) != 1)
        {
            throw new IOException($"SSL_set_fd: {LibSsl.LastError()}");
        }

        if (bulk)
        {
            LibSsl.SSL_set_read_ahead(_ssl, 1);
            LibSsl.SSL_set_default_read_buffer_len(_ssl, BulkReadAhead);
        }

        if (session != 0 && LibSsl.SSL_set_session(_ssl, session) != 1)
        {
            throw new IOException($"SSL_set_session: {LibSsl.LastError()}");
        }

        if (LibSsl.SSL_connect(_ssl) != 1)
        {
            throw new IOException($"TLS handshake: {LibSsl.LastError()}");
        }

        Resumed = LibSsl.SSL_session_reused(_ssl) == 1;
    }

    /// <summary>Reads what is there, waiting for the first byte; 0 at the end.</summary>
    internal int Read(byte* buffer, int length)
    {
        if (_ssl == 0)
        {
            int got = (int)LibC.recv(_fd, buffer, length, 0);
            return got >= 0 ? got : throw new IOException($"recv: errno {Marshal.GetLastPInvokeError()}");
        }

        int read = LibSsl.SSL_read(_ssl, buffer, length);
        if (read > 0)
        {
            return read;
        }

        EndedCleanly = LibSsl.SSL_get_error(_ssl, read) == LibSsl.ErrorZeroReturn;
        LibSsl.ERR_clear_error();
        return 0;
    }

    internal void Write(byte* buffer, int length)
    {
        while (length > 0)
        {
            int sent = _ssl == 0 ? (int)LibC.send(_fd, buffer, length, 0) : LibSsl.SSL_write(_ssl, buffer, length);
            if (sent <= 0)
            {
                throw new IOException(_ssl == 0 ? $"send: errno {Marshal.GetLastPInvokeError()}" : $"SSL_write: {LibSsl.LastError()}");
            }

            buffer += sent;
            length -= sent;
        }
    }

    /// <summary>Says that nothing more will come: close_notify. After an upload the TCP half is closed too.</summary>
    internal void EndWriting(bool halfClose)
    {
        if (_ssl != 0)
        {
            // Whether the peer still takes it is the peer's affair; its reply on the control connection tells.
            _ = LibSsl.SSL_shutdown(_ssl);
            LibSsl.ERR_clear_error();
        }

        if (halfClose)
        {
            LibC.shutdown(_fd, LibC.ShutWrite);
        }
    }

    /// <summary>The newest session of this connection that can be resumed, owned by the caller; 0 if there is none.</summary>
    internal nint TakeSession()
    {
        nint session = _ssl == 0 ? 0 : LibSsl.SSL_get1_session(_ssl);
        if (session == 0 || LibSsl.SSL_SESSION_is_resumable(session) == 1)
        {
            return session;
        }

        LibSsl.SSL_SESSION_free(session);
        return 0;
    }

    public void Dispose()
    {
        if (_ssl != 0)
        {
            LibSsl.SSL_free(_ssl);
            _ssl = 0;
        }

        // Once only: a second close could hit a descriptor that another thread has just been given.
        if (_fd >= 0)
        {
            LibC.close(_fd);
            _fd = -1;
        }
    }

    private static string Text(nint text) => Marshal.PtrToStringUTF8(text) ?? "?";
}
