using System.Net.Security;
using System.Net.Sockets;

namespace Sealane.Server.Tests.Sessions;

/// <summary>The client's end of a data connection.</summary>
internal sealed class TestData(Socket socket) : IAsyncDisposable
{
    private Stream _stream = new NetworkStream(socket, ownsSocket: true);

    public Stream Stream => _stream;

    public async Task StartTlsAsync()
    {
        var tls = new SslStream(_stream, false, (_, certificate, _, _) => SessionHarness.IsOurs(certificate));
        await tls.AuthenticateAsClientAsync("localhost").WaitAsync(SessionHarness.Patience);
        _stream = tls;
    }

    public async Task SendAsync(byte[] bytes) => await _stream.WriteAsync(bytes).AsTask().WaitAsync(SessionHarness.Patience);

    /// <summary>Everything to the end, which must be an orderly one.</summary>
    public async Task<byte[]> ReceiveAsync()
    {
        using var content = new MemoryStream();
        await _stream.CopyToAsync(content).WaitAsync(SessionHarness.Patience);
        await FinishAsync();
        return content.ToArray();
    }

    /// <summary>Exactly so many bytes.</summary>
    public async Task<byte[]> ReceiveAsync(int count)
    {
        byte[] bytes = new byte[count];
        await _stream.ReadExactlyAsync(bytes).AsTask().WaitAsync(SessionHarness.Patience);
        return bytes;
    }

    /// <summary>close_notify on TLS, then FIN.</summary>
    public async Task FinishAsync()
    {
        if (_stream is SslStream tls)
        {
            await tls.ShutdownAsync().WaitAsync(SessionHarness.Patience);
        }

        socket.Shutdown(SocketShutdown.Send);
    }

    /// <summary>FIN without close_notify.</summary>
    public void CutOff() => socket.Shutdown(SocketShutdown.Send);

    public void Reset()
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Dispose();
    }

    /// <summary>The server has ended the connection, orderly or not.</summary>
    public async Task ExpectEndAsync()
    {
        byte[] scrap = new byte[4096];
        try
        {
            while (await _stream.ReadAsync(scrap).AsTask().WaitAsync(SessionHarness.Patience) > 0)
            {
            }
        }
        catch (IOException)
        {
            // Reset is an end too.
        }
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();
}
