using System.Net.Sockets;

namespace Sealane.Transport;

/// <summary>What the system is told about a client's sockets before they connect or listen. With nothing set, nothing is said.</summary>
public sealed record SocketTerms
{
    // linux/in.h, linux/in6.h, linux/tcp.h: .NET has names for one of them only.
    private const int LevelIP = 0;
    private const int LevelIPv6 = 41;
    private const int LevelTcp = 6;
    private const int TypeOfService = 1;
    private const int TrafficClass = 67;
    private const int MaxSegment = 2;

    // RFC 1349 §4. Routers that know RFC 2474 only take both for ordinary traffic.
    private const int LowDelay = 0x10;
    private const int HighThroughput = 0x08;

    // What Linux takes for TCP_MAXSEG; it refuses anything else.
    private const int SmallestSegment = 88;
    private const int LargestSegment = 32767;

    /// <summary>Bytes of the system's buffers, one each for sending and receiving; 0 leaves them to the system, which fits them to the connection as it goes and is mostly faster.</summary>
    public int Buffer { get; init; }

    /// <summary>The most bytes of a TCP segment (RFC 9293 §3.7.1), brought into the range that the system takes; 0 leaves it to the system.</summary>
    public int Segment { get; init; }

    /// <summary>Mark control connections for low delay and data connections for high throughput (RFC 1349).</summary>
    public bool MarksService { get; init; }

    /// <summary>Applies them. Before connecting or listening: segments are agreed on in TCP's handshake.</summary>
    /// <exception cref="SocketException">The system refuses.</exception>
    internal void Apply(Socket socket, bool data)
    {
        if (Buffer > 0)
        {
            socket.SendBufferSize = socket.ReceiveBufferSize = Buffer;
        }

        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        if (Segment > 0)
        {
            Set(socket, LevelTcp, MaxSegment, Math.Clamp(Segment, SmallestSegment, LargestSegment));
        }

        if (MarksService)
        {
            bool six = socket.AddressFamily == AddressFamily.InterNetworkV6;
            Set(socket, six ? LevelIPv6 : LevelIP, six ? TrafficClass : TypeOfService, data ? HighThroughput : LowDelay);
        }
    }

    private static void Set(Socket socket, int level, int name, int value) => socket.SetRawSocketOption(level, name, BitConverter.GetBytes(value));
}
