using System.Net.Sockets;
using Sealane.Transport.Tests.Support;
using Sealane.Transport.Tls;

namespace Sealane.Transport.Tests;

/// <summary>How an end is told from a cut (design D7).</summary>
public sealed class ConnectionCloseTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly Heartbeat _heartbeat;
    private readonly ForeignTlsClient _client = new();

    public ConnectionCloseTests() => _heartbeat = new Heartbeat(_time);

    public void Dispose()
    {
        _client.Dispose();
        _heartbeat.Dispose();
    }

    [Fact]
    public async Task Close_notify_is_orderly()
    {
        using TlsPair pair = await TlsPair.StartAsync(_client, _heartbeat);
        await pair.Client.SendAsync("bytes"u8.ToArray()).Soon();
        await pair.Client.CloseOutputAsync(halfClose: false).Soon();
        Assert.Equal("bytes"u8.ToArray(), await pair.Server.ReadAsync());
        Assert.Equal(PeerClose.Orderly, pair.Server.PeerClose);
    }

    [Fact]
    public async Task A_bare_FIN_is_a_truncation_on_TLS_and_an_end_in_the_clear()
    {
        using TlsPair pair = await TlsPair.StartAsync(_client, _heartbeat);
        await pair.Client.SendAsync("bytes"u8.ToArray()).Soon();
        pair.ClientSocket.Shutdown(SocketShutdown.Send);
        Assert.Equal("bytes"u8.ToArray(), await pair.Server.ReadAsync());
        Assert.Equal(PeerClose.Truncated, pair.Server.PeerClose);

        (Connection client, Connection server) = await Wire.ConnectionsAsync(_heartbeat);
        using (client)
        using (server)
        {
            await client.CloseOutputAsync(halfClose: true).Soon();
            Assert.Empty(await server.ReadAsync());
            Assert.Equal(PeerClose.Orderly, server.PeerClose);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_reset_is_a_reset(bool tls)
    {
        (Socket near, Socket far) = await Wire.PairAsync();
        using var server = new Connection(far, _heartbeat, wakeGently: false);
        if (tls)
        {
            using TlsPair pair = await TlsPair.StartAsync(_client, _heartbeat);
            pair.ClientSocket.Reset();
            Assert.Empty(await pair.Server.ReadAsync());
            Assert.Equal(PeerClose.Reset, pair.Server.PeerClose);
        }

        near.Reset();
        Assert.Empty(await server.ReadAsync());
        Assert.Equal(PeerClose.Reset, server.PeerClose);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_reset_that_a_send_met_first_is_still_one(bool tls)
    {
        (Socket near, Socket far) = await Wire.PairAsync();
        using var plain = new Connection(far, _heartbeat, wakeGently: false);
        using TlsPair pair = await TlsPair.StartAsync(_client, _heartbeat);
        Connection server = tls ? pair.Server : plain;
        (tls ? pair.ClientSocket : near).Reset();
        await Assert.ThrowsAsync<SocketException>(async () => await server.SendAsync(new byte[1]));
        Assert.Empty(await server.ReadAsync());
        Assert.Equal(PeerClose.Reset, server.PeerClose);
    }

    [Fact]
    public async Task A_reset_that_a_wait_met_first_is_still_one()
    {
        (Socket near, Socket far) = await Wire.PairAsync();
        using var server = new Connection(far, _heartbeat, wakeGently: true);
        Task waiting = server.WaitForDataAsync().AsTask();
        near.Reset();
        await waiting.Soon();
        Assert.Empty(await server.ReadAsync());
        Assert.Equal(PeerClose.Reset, server.PeerClose);
    }

    [Fact]
    public async Task A_reset_after_close_notify_takes_nothing_back()
    {
        using TlsPair pair = await TlsPair.StartAsync(_client, _heartbeat);
        await pair.Client.SendAsync("bytes"u8.ToArray()).Soon();
        await pair.Client.CloseOutputAsync(halfClose: false).Soon();
        pair.ClientSocket.Reset();
        Assert.Equal("bytes"u8.ToArray(), await pair.Server.ReadAsync());
        Assert.Equal(PeerClose.Orderly, pair.Server.PeerClose);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task A_passed_deadline_ends_the_reading(bool tls, bool gently)
    {
        Connection client;
        Connection server;
        if (tls)
        {
            TlsPair pair = await TlsPair.StartAsync(ServerCertificates.Server(), new Lineage(), data: !gently, _client, heartbeat: _heartbeat, gently: gently);
            (client, server) = (pair.Client, pair.Server);
        }
        else
        {
            (Socket near, Socket far) = await Wire.PairAsync();
            (client, server) = (new Connection(near, _heartbeat, wakeGently: false), new Connection(far, _heartbeat, gently));
        }

        using (client)
        using (server)
        {
            server.Deadline.Arm(TimeSpan.FromSeconds(10));
            Task<int> reading = server.ReceiveAsync(new byte[10]).AsTask();
            Assert.False(reading.IsCompleted);
            _time.Advance(TimeSpan.FromSeconds(11));

            Assert.Equal(0, await reading.Soon());
            Assert.Equal(PeerClose.TimedOut, server.PeerClose);
            if (gently)
            {
                await server.SendAsync("421"u8.ToArray()).Soon();
                Assert.Equal("421"u8.ToArray(), await client.ReadAsync(most: 3));
            }
            else
            {
                await Assert.ThrowsAsync<ObjectDisposedException>(async () => await server.SendAsync(new byte[1]));
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_abort_never_looks_like_the_peer_s_end(bool tls)
    {
        // Bytes arrive, and the reader is aborted, in every order that the scheduler finds.
        for (int i = 0; i < 50; i++)
        {
            Connection client;
            Connection server;
            if (tls)
            {
                TlsPair pair = await TlsPair.StartAsync(_client, _heartbeat);
                (client, server) = (pair.Client, pair.Server);
            }
            else
            {
                (client, server) = await Wire.ConnectionsAsync(_heartbeat);
            }

            using (client)
            using (server)
            {
                Task<byte[]> reading = Task.Run(() => server.ReadAsync(piece: 100));
                Task sending = Task.Run(async () =>
                {
                    try
                    {
                        for (int piece = 0; piece < 20; piece++)
                        {
                            await client.SendAsync(new byte[1000]);
                        }
                    }
                    catch (Exception e) when (e is SocketException or ObjectDisposedException)
                    {
                        // It was cut off: that is the point.
                    }
                });
                Task aborting = Task.Run(server.Abort);
                await reading.Soon();
                await aborting.Soon();
                Assert.Equal(PeerClose.Reset, server.PeerClose);
                client.Abort();
                await sending.Soon();
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Half_close_delivers_more_than_the_sockets_hold_to_a_slow_reader(bool tls)
    {
        const int length = 12 << 20;
        Connection client;
        Connection server;
        if (tls)
        {
            TlsPair pair = await TlsPair.StartAsync(_client, _heartbeat);
            (client, server) = (pair.Client, pair.Server);
        }
        else
        {
            (client, server) = await Wire.ConnectionsAsync(_heartbeat);
        }

        using (client)
        using (server)
        {
            byte[] bytes = Wire.Pattern(length);
            Task sending = server.SendAsync(bytes).AsTask();
            Assert.False(sending.IsCompleted);

            // A FIN must wait for the writer that is still at it.
            Task closing = server.CloseOutputAsync(halfClose: true).AsTask();
            Task<PeerClose> draining = server.DrainAsync().AsTask();
            Wire.AssertSame(bytes, await client.ReadAsync(piece: 1000));
            Assert.Equal(PeerClose.Orderly, client.PeerClose);
            await sending.Soon();
            await closing.Soon();
            Assert.False(draining.IsCompleted);

            await client.SendAsync(new byte[20_000]).Soon();
            await client.CloseOutputAsync(halfClose: true).Soon();
            Assert.Equal(PeerClose.Orderly, await draining.Soon());
        }
    }
}
