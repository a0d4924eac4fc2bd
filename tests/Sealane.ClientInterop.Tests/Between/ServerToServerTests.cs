using Sealane.Client;
using Sealane.ClientInterop.Tests.Matrix;
using Sealane.ClientInterop.Tests.Servers;

namespace Sealane.ClientInterop.Tests.Between;

/// <summary>Copies from server to server (FXP) between real servers.</summary>
public sealed class ServerToServerTests(ServerPark park) : ClientTests(park)
{
    private static readonly byte[] s_content = Site.Bytes(3_000_000);

    private async Task<(FtpsClient From, FtpsClient To)> ConnectAsync(ServerPair pair)
    {
        pair.Source.PutFile("a", s_content);
        return (await FtpsClient.ConnectAsync(Options(pair.Source, "127.0.0.1"), Cancellation), await FtpsClient.ConnectAsync(Options(pair.Target, "127.0.0.1"), Cancellation));
    }

    private static async Task StillWorksAsync(ServerPair pair, FtpsClient from, FtpsClient to)
    {
        var back = new MemoryStream();
        _ = await from.DownloadAsync("a", back, null, Cancellation);
        Assert.Equal(s_content, back.ToArray());
        _ = await to.UploadAsync(new MemoryStream([1, 2, 3]), "c", null, Cancellation);
        Assert.Equal([1, 2, 3], File.ReadAllBytes(pair.Target.PathOf("c")));
    }

    // Protected where one of them can begin TLS: of these servers ProFTPD alone.
    [Theory]
    [InlineData(ServerKind.ProFtpd, ServerKind.ProFtpd, true, false, true)]
    [InlineData(ServerKind.ProFtpd, ServerKind.ProFtpd, true, false, false)]
    [InlineData(ServerKind.ProFtpd, ServerKind.ProFtpd, true, true, true)]
    [InlineData(ServerKind.ProFtpd, ServerKind.ProFtpd, true, true, false)]
    [InlineData(ServerKind.ProFtpd, ServerKind.Vsftpd, true, false, true)]
    [InlineData(ServerKind.Vsftpd, ServerKind.ProFtpd, true, false, true)]
    [InlineData(ServerKind.ProFtpd, ServerKind.Ftpsd, true, false, true)]
    [InlineData(ServerKind.Ftpsd, ServerKind.ProFtpd, true, true, true)]
    [InlineData(ServerKind.Vsftpd, ServerKind.Vsftpd, false, false, true)]
    [InlineData(ServerKind.Vsftpd, ServerKind.Vsftpd, false, true, true)]
    [InlineData(ServerKind.Ftpsd, ServerKind.Ftpsd, false, false, true)]
    [InlineData(ServerKind.Ftpsd, ServerKind.Ftpsd, false, true, true)]
    [InlineData(ServerKind.Ftpsd, ServerKind.Vsftpd, false, false, true)]
    public async Task Whole_resumed_and_the_connections_serve_on(ServerKind source, ServerKind target, bool isProtected, bool passiveSource, bool passiveBegins)
    {
        await using ServerPair pair = await ServerPair.StartAsync(source, target);
        (FtpsClient from, FtpsClient to) = await ConnectAsync(pair);
        await using (from)
        await using (to)
        {
            var options = new ServerToServerOptions { Protect = isProtected, PassiveSource = passiveSource, PassiveBeginsTls = passiveBegins };
            Assert.Equal(s_content.Length, (await ServerToServer.CopyAsync(from, "a", to, "b", options, Cancellation)).Moved);
            Assert.Equal(s_content, File.ReadAllBytes(pair.Target.PathOf("b")));

            pair.Target.PutFile("b", s_content[..1_000_001]);
            Assert.Equal(s_content.Length - 1_000_001, (await ServerToServer.CopyAsync(from, "a", to, "b", options with { Offset = 1_000_001 }, Cancellation)).Moved);
            Assert.Equal(s_content, File.ReadAllBytes(pair.Target.PathOf("b")));
            await StillWorksAsync(pair, from, to);
        }
    }

    [Theory]
    [InlineData(ServerKind.ProFtpd, true)]
    [InlineData(ServerKind.Vsftpd, false)]
    [InlineData(ServerKind.Ftpsd, false)]
    public async Task Refusals_of_either_side_are_told_as_theirs(ServerKind kind, bool isProtected)
    {
        await using ServerPair pair = await ServerPair.StartAsync(kind, kind);
        (FtpsClient from, FtpsClient to) = await ConnectAsync(pair);
        await using (from)
        await using (to)
        {
            var options = new ServerToServerOptions { Protect = isProtected };
            pair.Target.PutFile("b", [9]);
            FtpsException missing = await Assert.ThrowsAsync<FtpsException>(() => ServerToServer.CopyAsync(from, "nosuch", to, "b", options, Cancellation));
            Assert.Equal((FtpsFailure.NotAvailable, CopySide.Source), (missing.Failure, missing.Side));
            Assert.Equal([9], File.ReadAllBytes(pair.Target.PathOf("b")));

            FtpsException nowhere = await Assert.ThrowsAsync<FtpsException>(() => ServerToServer.CopyAsync(from, "a", to, "nodir/b", options, Cancellation));
            Assert.Equal((FtpsFailure.NotAvailable, CopySide.Target), (nowhere.Failure, nowhere.Side));
            Assert.Equal(from.IsConnected && to.IsConnected, nowhere.ConnectionUsable);
            foreach (FtpsClient client in (FtpsClient[])[from, to])
            {
                if (!client.IsConnected)
                {
                    await client.ReconnectAsync(Cancellation);
                }
            }

            await StillWorksAsync(pair, from, to);
        }
    }

    [Theory]
    [InlineData(ServerKind.ProFtpd, true)]
    [InlineData(ServerKind.Vsftpd, false)]
    [InlineData(ServerKind.Ftpsd, false)]
    [InlineData(ServerKind.Pyftpdlib, false)]
    public async Task Servers_that_do_not_are_left_as_they_were(ServerKind kind, bool isProtected)
    {
        await using ServerPair pair = await ServerPair.StartAsync(kind, kind, allowed: false);
        (FtpsClient from, FtpsClient to) = await ConnectAsync(pair);
        await using (from)
        await using (to)
        {
            FtpsException e = await Assert.ThrowsAsync<FtpsException>(() => ServerToServer.CopyAsync(from, "a", to, "b", new ServerToServerOptions { Protect = isProtected }, Cancellation));
            Assert.Contains(e.Failure, (FtpsFailure[])[FtpsFailure.NotSupported, FtpsFailure.DataConnection, FtpsFailure.ConnectionLost]);
            Assert.Equal(from.IsConnected && to.IsConnected, e.ConnectionUsable);
            foreach (FtpsClient client in (FtpsClient[])[from, to])
            {
                if (!client.IsConnected)
                {
                    await client.ReconnectAsync(Cancellation);
                }
            }

            await StillWorksAsync(pair, from, to);
        }
    }
}
