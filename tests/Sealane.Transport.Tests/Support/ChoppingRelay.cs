using System.Net.Sockets;

namespace Sealane.Transport.Tests.Support;

/// <summary>Stands between two sockets and passes one byte at a time.</summary>
internal static class ChoppingRelay
{
    public static async Task<(Socket Near, Socket Far)> PairAsync()
    {
        (Socket near, Socket inner) = await Wire.PairAsync();
        (Socket outer, Socket far) = await Wire.PairAsync();
        outer.NoDelay = inner.NoDelay = true;
        _ = PassAsync(inner, outer);
        _ = PassAsync(outer, inner);
        return (near, far);
    }

    private static async Task PassAsync(Socket from, Socket to)
    {
        try
        {
            byte[] one = new byte[1];
            while (await from.ReceiveAsync(one) > 0)
            {
                await to.SendAsync(one);
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            to.Dispose();
        }
    }
}
