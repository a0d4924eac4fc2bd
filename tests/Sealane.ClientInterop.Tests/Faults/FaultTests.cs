using Sealane.Client;
using Sealane.ClientInterop.Tests.Matrix;
using Sealane.ClientInterop.Tests.Relays;
using Sealane.ClientInterop.Tests.Servers;

namespace Sealane.ClientInterop.Tests.Faults;

/// <summary>A network that cuts, stalls, truncates, corrupts and refuses, between the client and strict servers.</summary>
public sealed class FaultTests(ServerPark park) : ClientTests(park)
{
    private const int Size = 3_000_000;

    public static TheoryData<ServerKind, TlsRange> Servers()
    {
        TheoryData<ServerKind, TlsRange> all = [];
        foreach (ServerKind kind in (ServerKind[])[ServerKind.Vsftpd, ServerKind.ProFtpd, ServerKind.Ftpsd, ServerKind.PureFtpd, ServerKind.Pyftpdlib])
        {
            all.Add(kind, TlsRange.Only12);
            all.Add(kind, TlsRange.Only13);
        }

        return all;
    }

    // Short where silence is what the fault makes; a busy machine is silent for a second or two without any fault.
    private FtpsClientOptions Short(ForeignServer server, Relay relay, Fault? fault = null) => Options(server, relay.Address.ToString()) with
    {
        StallTimeout = TimeSpan.FromSeconds(fault is Fault.Stalled or Fault.Truncated ? 4 : 30),
        ReplyTimeout = TimeSpan.FromSeconds(30),
        ShutdownTimeout = TimeSpan.FromSeconds(4),
    };

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Downloads_that_are_harmed_are_not_believed_and_go_on_where_they_were(ServerKind kind, TlsRange tls)
    {
        ForeignServer server = await ServerAsync(kind, tls);
        await using Relay relay = Relay.Start(server);
        (string directory, _) = server.MakeDirectory();
        byte[] content = Site.Bytes(Size);
        server.PutFile($"{directory}/file", content);
        foreach (Fault fault in (Fault[])
            [
                new Fault.Cut(Direction.ToClient, 1_000_000, Ending.Fin),
                new Fault.Cut(Direction.ToClient, 1_000_000, Ending.Reset),
                new Fault.Truncated(Direction.ToClient, 1_000_000),
                new Fault.Corrupted(Direction.ToClient, 1_000_000),
                new Fault.Stalled(Direction.ToClient, 1_000_000),
            ])
        {
            await using FtpsClient client = await FtpsClient.ConnectAsync(Short(server, relay, fault), Cancellation);
            relay.Harm(Channel.Data, fault);
            var got = new MemoryStream();
            FtpsException e = await Assert.ThrowsAsync<FtpsException>(() => client.DownloadAsync($"{directory}/file", got, null, Cancellation));

            // What vanishes is followed by an end only where the server does not wait for ours; and ProFTPD ends the session with the data connection.
            bool expected = e.Failure == (fault is Fault.Stalled ? FtpsFailure.TimedOut : FtpsFailure.Truncated)
                || (fault is Fault.Truncated && e.Failure == FtpsFailure.TimedOut)
                || (kind == ServerKind.ProFtpd && e.Failure == FtpsFailure.ConnectionLost);
            Assert.True(expected, $"{fault}: {e}");
            Assert.True(e.IsTransient, fault.ToString());
            Assert.Equal(got.Length, e.Moved);

            // A reset takes with it what was not read yet.
            Assert.InRange(e.Moved, fault is Fault.Cut { Ending: Ending.Reset } ? 0 : 700_000, 1_000_000);
            Assert.Equal(e.ConnectionUsable, client.IsConnected);
            if (fault is Fault.Stalled)
            {
                relay.Release();
            }

            if (!e.ConnectionUsable)
            {
                await client.ReconnectAsync(Cancellation);
            }

            _ = await client.DownloadAsync($"{directory}/file", got, new TransferOptions { Offset = e.Moved }, Cancellation);
            Assert.Equal(content, got.ToArray());
        }
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Uploads_that_are_harmed_are_not_confirmed(ServerKind kind, TlsRange tls)
    {
        ForeignServer server = await ServerAsync(kind, tls);
        await using Relay relay = Relay.Start(server);
        (string directory, string path) = server.MakeDirectory();
        byte[] content = Site.Bytes(Size);
        foreach (Fault fault in (Fault[])
            [
                new Fault.Cut(Direction.ToServer, 1_000_000, Ending.Fin),
                new Fault.Cut(Direction.ToServer, 1_000_000, Ending.Reset),
                new Fault.Truncated(Direction.ToServer, 1_000_000),
                new Fault.Corrupted(Direction.ToServer, 1_000_000),
            ])
        {
            await using FtpsClient client = await FtpsClient.ConnectAsync(Short(server, relay, fault), Cancellation);
            relay.Harm(Channel.Data, fault);
            FtpsException e = await Assert.ThrowsAsync<FtpsException>(() => client.UploadAsync(new MemoryStream(content), $"{directory}/file", null, Cancellation));
            Assert.Equal(e.ConnectionUsable, client.IsConnected);
            if (!e.ConnectionUsable)
            {
                await client.ReconnectAsync(Cancellation);
            }

            _ = await client.UploadAsync(new MemoryStream(content), $"{directory}/file", null, Cancellation);
            Assert.Equal(content, File.ReadAllBytes(Path.Combine(path, "file")));
        }
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task A_data_connection_that_is_refused_is_made_again(ServerKind kind, TlsRange tls)
    {
        ForeignServer server = await ServerAsync(kind, tls);
        await using Relay relay = Relay.Start(server);
        (string directory, _) = server.MakeDirectory();
        server.PutFile($"{directory}/file", Site.Bytes(1000));
        await using FtpsClient client = await FtpsClient.ConnectAsync(Short(server, relay), Cancellation);
        for (int i = 0; i < 3; i++)
        {
            // A reset before the first byte: the first, and one in the midst of others.
            relay.Harm(Channel.Data, new Fault.Refused(), skip: i);
        }

        int failed = 0;
        for (int i = 0; i < 8; i++)
        {
            try
            {
                var got = new MemoryStream();
                _ = await client.DownloadAsync($"{directory}/file", got, null, Cancellation);
                Assert.Equal(Site.Bytes(1000), got.ToArray());
            }
            catch (FtpsException e)
            {
                failed++;
                Assert.True(e.IsTransient || e.Failure == FtpsFailure.Tls, e.ToString());
                Assert.Equal(0, e.Moved);
                if (!e.ConnectionUsable)
                {
                    await client.ReconnectAsync(Cancellation);
                }
            }
        }

        Assert.InRange(failed, 0, 3);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task A_control_connection_that_is_cut_is_noticed_in_a_transfer_and_while_idle(ServerKind kind, TlsRange tls)
    {
        ForeignServer server = await ServerAsync(kind, tls);
        await using Relay relay = Relay.Start(server);
        (string directory, _) = server.MakeDirectory();

        // More than all buffers on the way hold: the server must not be done with it.
        server.PutFile($"{directory}/file", new byte[30_000_000]);
        await using FtpsClient client = await FtpsClient.ConnectAsync(Options(server, relay.Address.ToString()), Cancellation);
        await client.ChangeDirectoryAsync(directory, Cancellation);
        relay.Harm(Channel.Data, new Fault.Stalled(Direction.ToClient, 500_000));
        var got = new MemoryStream();
        Task download = client.DownloadAsync("file", got, null, Cancellation);
        await UntilAsync(() => got.Length > 300_000);
        relay.CutAll(Channel.Control, Ending.Reset);
        FtpsException e = await Assert.ThrowsAsync<FtpsException>(() => download);
        Assert.Equal((FtpsFailure.ConnectionLost, false), (e.Failure, e.ConnectionUsable));
        Assert.Equal(got.Length, e.Moved);
        relay.Release();

        // Back in the same directory.
        await client.ReconnectAsync(Cancellation);
        Assert.Equal(30_000_000, await client.GetSizeAsync("file", Cancellation));
        relay.CutAll(Channel.Control, Ending.Fin);
        await UntilAsync(() => !client.IsConnected);
        Assert.False((await Assert.ThrowsAsync<FtpsException>(() => client.GetSizeAsync("file", Cancellation))).ConnectionUsable);
    }

    [Fact]
    public async Task A_listing_cut_short_is_not_complete_or_fails()
    {
        ForeignServer server = await ServerAsync(ServerKind.Ftpsd);
        await using Relay relay = Relay.Start(server);
        (string directory, string path) = server.MakeDirectory();
        for (int i = 0; i < 500; i++)
        {
            File.WriteAllBytes(Path.Combine(path, $"file number {i}"), []);
        }

        await using FtpsClient client = await FtpsClient.ConnectAsync(Short(server, relay), Cancellation);
        Assert.True((await client.GetListingAsync(directory, Cancellation)).IsComplete);
        relay.Harm(Channel.Data, new Fault.Truncated(Direction.ToClient, 20_000));
        try
        {
            Listing listing = await client.GetListingAsync(directory, Cancellation);
            Assert.False(listing.IsComplete);
            Assert.InRange(listing.Entries.Count, 0, 499);
        }
        catch (FtpsException e)
        {
            Assert.True(e.IsTransient);
        }
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        while (!condition())
        {
            await Task.Delay(5, patience.Token);
        }
    }
}
