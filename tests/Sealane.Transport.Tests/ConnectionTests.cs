using Sealane.Transport.Tests.Support;
using Sealane.Transport.Tls;

namespace Sealane.Transport.Tests;

public sealed class ConnectionTests : IDisposable
{
    private readonly Heartbeat _heartbeat = new(new ManualTime());
    private readonly ForeignTlsClient _client = new();

    public void Dispose()
    {
        _client.Dispose();
        _heartbeat.Dispose();
    }

    private async Task<(Connection Client, Connection Server)> ConnectAsync(bool tls)
    {
        if (!tls)
        {
            return await Wire.ConnectionsAsync(_heartbeat);
        }

        TlsPair pair = await TlsPair.StartAsync(_client, _heartbeat);
        return (pair.Client, pair.Server);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Concurrent_writers_never_tear_each_other_s_messages(bool tls)
    {
        (Connection client, Connection server) = await ConnectAsync(tls);
        using (client)
        using (server)
        {
            const int writers = 4, messages = 500, size = 100;
            Task[] writing = [.. Enumerable.Range(0, writers).Select(writer => Task.Run(async () =>
            {
                for (int i = 0; i < messages; i++)
                {
                    byte[] message = new byte[size];
                    message.AsSpan().Fill((byte)writer);
                    BitConverter.TryWriteBytes(message, i);
                    ValueTask sent = server.SendAsync(message);
                    message.AsSpan().Fill(0xEE);
                    await sent;
                }
            }))];
            byte[] all = await client.ReadAsync(most: writers * messages * size);
            await Task.WhenAll(writing).Soon();

            int[] next = new int[writers];
            foreach (byte[] message in all.Chunk(size))
            {
                byte writer = message[^1];
                Assert.Equal(next[writer]++, BitConverter.ToInt32(message));
                Assert.True(message.AsSpan(4).IndexOfAnyExcept(writer) < 0);
            }

            Assert.All(next, n => Assert.Equal(messages, n));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_peer_that_reads_nothing_makes_every_writer_wait(bool tls)
    {
        (Connection client, Connection server) = await ConnectAsync(tls);
        using (client)
        using (server)
        {
            Task first = server.SendAsync(new byte[32 << 20]).AsTask();
            Assert.False(first.IsCompleted);
            int free = 0;
            Task waiting;
            while ((waiting = server.SendAsync(new byte[10_000]).AsTask()).IsCompleted)
            {
                Assert.True(++free < 100, "it hoards without bound");
            }

            Assert.Equal((32 << 20) + ((free + 1) * 10_000), (await client.ReadAsync(most: (32 << 20) + ((free + 1) * 10_000))).Length);
            await first.Soon();
            await waiting.Soon();

            // And who waits hears of an abort.
            Task again = server.SendAsync(new byte[32 << 20]).AsTask();
            Task behind = server.SendAsync(new byte[1 << 20]).AsTask();
            Assert.False(behind.IsCompleted);
            server.Abort();
            await Assert.ThrowsAnyAsync<Exception>(() => again.Soon());
            await behind.Soon();
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_write_of_nothing_sends_nothing(bool tls)
    {
        (Connection client, Connection server) = await ConnectAsync(tls);
        using (client)
        using (server)
        {
            await server.SendAsync(ReadOnlyMemory<byte>.Empty).Soon();
            await server.SendAsync("x"u8.ToArray()).Soon();
            await server.SendAsync(ReadOnlyMemory<byte>.Empty).Soon();
            await server.CloseOutputAsync(halfClose: true).Soon();
            Assert.Equal("x"u8.ToArray(), await client.ReadAsync());
        }
    }

    [Fact]
    public async Task What_is_left_of_a_record_needs_no_more_input()
    {
        (Connection client, Connection server) = await ConnectAsync(tls: true);
        using (client)
        using (server)
        {
            // One record, and a reader whose buffer is smaller.
            await client.SendAsync(Wire.Pattern(16_000)).Soon();
            using var all = new MemoryStream();
            byte[] buffer = new byte[5000];
            while (all.Length < 16_000)
            {
                await server.WaitForDataAsync().Soon();
                all.Write(buffer, 0, await server.ReceiveAsync(buffer).Soon());
            }

            Assert.Equal(Wire.Pattern(16_000), all.ToArray());
        }
    }

    [Fact]
    public async Task Waiting_holds_no_buffer()
    {
        using TlsPair pair = await TlsPair.StartAsync(_client, _heartbeat);
        await pair.Server.SendAsync("x"u8.ToArray()).Soon();
        Assert.Single(await pair.Client.ReadAsync(most: 1));
        Task waiting = pair.Client.WaitForDataAsync().AsTask();
        Assert.False(waiting.IsCompleted);
        Assert.False(pair.Engine.HoldsReceiveBuffer);

        await pair.Server.SendAsync("y"u8.ToArray()).Soon();
        await waiting.Soon();
        Assert.False(pair.Engine.HoldsReceiveBuffer);
        Assert.Equal("y"u8.ToArray(), await pair.Client.ReadAsync(most: 1));
        Assert.True(pair.Engine.HoldsReceiveBuffer);
        pair.Engine.ReleaseIdleBuffer();
        Assert.False(pair.Engine.HoldsReceiveBuffer);
    }
}
