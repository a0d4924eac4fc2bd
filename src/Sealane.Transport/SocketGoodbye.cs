using System.Buffers;
using System.Net.Sockets;

namespace Sealane.Transport;

/// <summary>The end of a connection whose last word the peer must get to read.</summary>
internal static class SocketGoodbye
{
    // Enough for any living peer; one that goes on sending is cut off.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Says that nothing more comes and drops what the peer still sends until it closes its side, for two seconds at most:
    /// closing a socket with unread input resets the connection and destroys what the peer has not read yet.
    /// </summary>
    internal static async Task LeaveAsync(Socket socket)
    {
        byte[] scratch = ArrayPool<byte>.Shared.Rent(4096);
        try
        {
            using var limit = new CancellationTokenSource(s_patience);
            socket.Shutdown(SocketShutdown.Send);
            while (await socket.ReceiveAsync(scratch, SocketFlags.None, limit.Token).ConfigureAwait(false) > 0)
            {
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // It has gone, or will not: either way there is nothing left to say.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scratch);
        }
    }
}
