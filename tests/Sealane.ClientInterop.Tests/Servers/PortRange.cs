using System.Net;
using System.Net.Sockets;

namespace Sealane.ClientInterop.Tests.Servers;

/// <summary>
/// Two hundred neighbouring ports on loopback that no other test process takes: two for control connections, the rest for data. They lie below
/// the ports that the system gives to outgoing connections. Disposing gives them back.
/// </summary>
internal sealed class PortRange : IDisposable
{
    private const int Lowest = 10_000;
    private const int Highest = 20_000;
    private const int Size = 200;

    // A file lock tells other test processes: a server binds its data ports only when they are asked for.
    private readonly FileStream _claim;

    private PortRange(int first, FileStream claim)
    {
        First = first;
        _claim = claim;
    }

    public int First { get; }

    public int Second => First + 1;

    public int PassiveFrom => First + 2;

    public int PassiveTo => First + Size - 1;

    public static PortRange Take()
    {
        int[] starts = [.. Enumerable.Range(0, (Highest - Lowest) / Size).Select(i => Lowest + (i * Size))];
        Random.Shared.Shuffle(starts);
        foreach (int first in starts)
        {
            if (TryClaim(first) is { } claim)
            {
                if (Enumerable.Range(first, Size).All(IsFree))
                {
                    return new PortRange(first, claim);
                }

                claim.Dispose();
            }
        }

        throw new InvalidOperationException($"no {Size} ports in a row are free between {Lowest} and {Highest}");
    }

    private static FileStream? TryClaim(int first)
    {
        try
        {
            return new FileStream(Path.Combine(Path.GetTempPath(), $"sealane-ports-{first}"), new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                Share = FileShare.None,
                Options = FileOptions.DeleteOnClose,
            });
        }
        catch (IOException)
        {
            // Another one's.
            return null;
        }
    }

    private static bool IsFree(int port)
    {
        using Socket socket = new(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp) { DualMode = true };

        // Connections of earlier tests that have ended keep their ports for a minute (TIME_WAIT); servers bind over them, and so do we. A port that is listened on stays taken.
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.IPv6Any, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    public void Dispose() => _claim.Dispose();
}
