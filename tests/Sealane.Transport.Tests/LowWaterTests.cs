using System.Net;
using System.Net.Sockets;
using Sealane.Transport.Tests.Support;

namespace Sealane.Transport.Tests;

public sealed class LowWaterTests : IDisposable
{
    private const int MiB = 1024 * 1024;
    private const int SolSocket = 1;
    private const int SoReceiveLowWater = 18;

    private readonly ManualTime _time = new();
    private readonly Socket _reader = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Socket _writer;

    public LowWaterTests()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        _reader.Connect(listener.LocalEndPoint!);
        _writer = listener.Accept();
    }

    public void Dispose()
    {
        _reader.Dispose();
        _writer.Dispose();
    }

    private int Mark
    {
        get
        {
            byte[] value = new byte[4];
            _ = _reader.GetRawSocketOption(SolSocket, SoReceiveLowWater, value);
            return BitConverter.ToInt32(value);
        }
    }

    private LowWater Raised()
    {
        LowWater water = LowWater.For(_reader, 100 * MiB, _time)!;
        water.Received(2 * MiB, 98 * MiB);
        Assert.True(Mark > 1, "a fast stream raises the mark");
        return water;
    }

    [Fact]
    public void A_short_stream_and_one_of_unknown_length_are_left_alone()
    {
        Assert.Null(LowWater.For(_reader, 0));
        Assert.Null(LowWater.For(_reader, LowWater.Worth - 1));
        Assert.Equal(1, Mark);
    }

    [Fact]
    public void The_reader_is_not_woken_for_a_record_but_before_a_server_has_written_its_piece()
    {
        using LowWater water = Raised();
        Assert.InRange(Mark, 2 * 16 * 1024, (64 * 1024) - 1);
    }

    [Fact]
    public void A_slow_stream_is_left_alone()
    {
        using LowWater water = LowWater.For(_reader, 100 * MiB, _time)!;
        _time.Advance(TimeSpan.FromMilliseconds(100));
        water.Received(2 * MiB, 98 * MiB);
        Assert.Equal(1, Mark);
    }

    [Fact]
    public void A_stream_that_becomes_slow_wakes_its_reader_for_every_byte_again()
    {
        using LowWater water = Raised();
        _time.Advance(TimeSpan.FromMilliseconds(200));
        water.Received(2 * MiB, 96 * MiB);
        Assert.Equal(1, Mark);
    }

    [Fact]
    public async Task A_reader_gets_the_few_bytes_of_a_stream_that_has_come_to_a_halt()
    {
        using LowWater water = Raised();
        Task<int> reading = _reader.ReceiveAsync(new byte[4096].AsMemory(), SocketFlags.None).AsTask();
        _ = await _writer.SendAsync(new byte[10].AsMemory(), SocketFlags.None);
        Assert.False(reading.IsCompleted, "the kernel collects");
        _time.Advance(TimeSpan.FromMilliseconds(250));
        _time.Advance(TimeSpan.FromMilliseconds(250));
        Assert.Equal(10, await reading.Soon());
        Assert.Equal(1, Mark);
    }

    [Fact]
    public void Towards_the_end_every_byte_counts()
    {
        using LowWater water = Raised();
        water.Received(97 * MiB, 1 * MiB);
        Assert.Equal(1, Mark);

        water.Received(2 * MiB, 96 * MiB);
        Assert.Equal(1, Mark);
    }

    [Fact]
    public void Who_is_done_leaves_the_socket_as_it_was()
    {
        Raised().Dispose();
        Assert.Equal(1, Mark);
    }
}
