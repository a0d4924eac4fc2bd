using Sealane.Transport.Tests.Support;

namespace Sealane.Transport.Tests;

public sealed class TransferPumpTests : IDisposable
{
    private static readonly TimeSpan s_stall = TimeSpan.FromSeconds(60);

    private readonly ManualTime _time = new();
    private readonly Heartbeat _heartbeat;

    public TransferPumpTests() => _heartbeat = new Heartbeat(_time);

    public void Dispose() => _heartbeat.Dispose();

    private async Task<(Connection Client, Connection Server)> ConnectAsync(bool tls)
    {
        if (!tls)
        {
            return await Wire.ConnectionsAsync(_heartbeat);
        }

        using var client = new ForeignTlsClient();
        TlsPair pair = await TlsPair.StartAsync(client, _heartbeat);
        return (pair.Client, pair.Server);
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 0)]
    [InlineData(false, 1)]
    [InlineData(true, 1)]
    [InlineData(false, 10 * 1024 * 1024)]
    [InlineData(true, 10 * 1024 * 1024)]
    public async Task Bytes_arrive_as_they_are_both_ways(bool tls, int length)
    {
        (Connection client, Connection server) = await ConnectAsync(tls);
        using (client)
        using (server)
        {
            byte[] bytes = Wire.Pattern(length);

            async Task SendAsync(Connection connection)
            {
                var pump = new TransferPump(connection, s_stall, rate: null);
                await pump.SendAsync(new MemorySource(bytes), convert: null, length).Soon();
                await connection.CloseOutputAsync(halfClose: true).Soon();
                Assert.Equal(length, pump.Moved);
            }

            async Task ReceiveAsync(Connection connection)
            {
                var sink = new MemorySink();
                var pump = new TransferPump(connection, s_stall, rate: null);
                await pump.ReceiveAsync(sink, convert: null).Soon();
                Wire.AssertSame(bytes, sink.Bytes);
                Assert.Equal(length, pump.Moved);
                Assert.Equal(PeerClose.Orderly, connection.PeerClose);
            }

            await Task.WhenAll(Task.Run(() => SendAsync(server)), Task.Run(() => ReceiveAsync(client)), Task.Run(() => SendAsync(client)), Task.Run(() => ReceiveAsync(server)));
        }
    }

    [Theory]
    [InlineData(2000, false)]
    [InlineData(400_000, false)]
    [InlineData(400_000, true)]
    public async Task The_rate_is_kept(int bytesPerSecond, bool asTotal)
    {
        (Connection client, Connection server) = await ConnectAsync(tls: false);
        using (client)
        using (server)
        {
            byte[] bytes = Wire.Pattern(4 * bytesPerSecond);
            var pump = new TransferPump(
                server,
                s_stall,
                new RateLimit(asTotal ? 3 * bytesPerSecond : bytesPerSecond, _time),
                asTotal ? new RateLimit(bytesPerSecond, _time) : null);
            Task sending = Task.Run(async () =>
            {
                await pump.SendAsync(new MemorySource(bytes), convert: null, bytes.Length);
                await server.CloseOutputAsync(halfClose: true);
            });
            Task<byte[]> receiving = Task.Run(() => client.ReadAsync());
            while (!sending.IsCompleted)
            {
                // What has been moved is never more than the bucket and the time that has passed allow, and one piece.
                long moved = pump.Moved;
                double most = (_time.GetElapsedTime(0).TotalSeconds + 1.25) * bytesPerSecond;
                Assert.True(moved <= most, $"{moved} of {most}");
                if (!server.Deadline.IsArmed)
                {
                    // Only while the pump waits for this clock: a busy machine must not look like a peer that stalls.
                    _time.Advance(TimeSpan.FromMilliseconds(10));
                }

                await Task.Yield();
            }

            await sending.Soon();
            Assert.True(_time.GetElapsedTime(0).TotalSeconds >= 2.75);
            Wire.AssertSame(bytes, await receiving.Soon());
        }
    }

    [Fact]
    public async Task A_peer_that_does_not_read_stalls_it()
    {
        (Connection client, Connection server) = await ConnectAsync(tls: true);
        using (client)
        using (server)
        {
            Task sending = new TransferPump(server, s_stall, rate: null).SendAsync(new MemorySource(new byte[64 << 20]), convert: null, 64 << 20).AsTask();
            while (!sending.IsCompleted)
            {
                _time.Advance(TimeSpan.FromSeconds(1));
                await Task.Yield();
            }

            await Assert.ThrowsAnyAsync<Exception>(() => sending);
            Assert.True(server.Deadline.Expired);
        }
    }

    [Fact]
    public async Task Only_waiting_for_the_peer_counts_as_a_stall()
    {
        (Connection client, Connection server) = await ConnectAsync(tls: false);
        using (client)
        using (server)
        {
            var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var sink = new MemorySink(() =>
            {
                // The disk takes an hour.
                _time.Advance(TimeSpan.FromHours(1));
                written.TrySetResult();
            });
            Task receiving = new TransferPump(server, s_stall, rate: null).ReceiveAsync(sink, convert: null).AsTask();
            await client.SendAsync("x"u8.ToArray()).Soon();
            await written.Task.Soon();
            Assert.False(server.Deadline.Expired);

            while (!receiving.IsCompleted)
            {
                _time.Advance(TimeSpan.FromSeconds(1));
                await Task.Yield();
            }

            await receiving.Soon();
            Assert.Equal(PeerClose.TimedOut, server.PeerClose);
            Assert.Equal("x"u8.ToArray(), sink.Bytes);
        }
    }

    [Fact]
    public async Task A_slow_source_is_no_stall()
    {
        (Connection client, Connection server) = await ConnectAsync(tls: false);
        using (client)
        using (server)
        {
            byte[] bytes = Wire.Pattern(3000);
            var source = new MemorySource(bytes, piece: 1000);
            await new TransferPump(server, s_stall, rate: null).SendAsync(
                source,
                convert: block =>
                {
                    _time.Advance(TimeSpan.FromHours(1));
                    return block;
                },
                1000).Soon();
            Assert.False(server.Deadline.Expired);
            await server.CloseOutputAsync(halfClose: true).Soon();
            Assert.Equal(bytes, await client.ReadAsync());
        }
    }

    [Fact]
    public async Task Failures_of_source_and_sink_surface()
    {
        (Connection client, Connection server) = await ConnectAsync(tls: true);
        using (client)
        using (server)
        {
            var failure = new IOException("the disk is on fire");
            var pump = new TransferPump(server, s_stall, rate: null);
            Assert.Same(failure, await Assert.ThrowsAsync<IOException>(() =>
                pump.SendAsync(new MemorySource(new byte[100], failure: failure), convert: null, 200).AsTask()));
            Assert.Equal(new byte[100], await client.ReadAsync(most: 100));

            await client.SendAsync(new byte[10]).Soon();
            Assert.Same(failure, await Assert.ThrowsAsync<IOException>(() =>
                pump.ReceiveAsync(new MemorySink(failure: failure), convert: null).AsTask()));
        }
    }
}
