using System.Text;
using Sealane.Client;
using Sealane.ClientInterop.Tests.Servers;

namespace Sealane.ClientInterop.Tests.Matrix;

/// <summary>Every server by every way in: active mode, IPv6, implicit TLS, the older passive command; and text.</summary>
public sealed class ModeTests(ServerPark park) : ClientTests(park)
{
    public static TheoryData<ServerKind> Servers => [.. Enum.GetValues<ServerKind>()];

    public static TheoryData<ServerKind, TlsRange> Both()
    {
        TheoryData<ServerKind, TlsRange> both = [];
        foreach (ServerKind kind in Enum.GetValues<ServerKind>())
        {
            both.Add(kind, TlsRange.Only12);
            both.Add(kind, TlsRange.Only13);
        }

        return both;
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Active_mode(ServerKind kind, TlsRange tls)
    {
        ForeignServer server = await ServerAsync(kind, tls);
        await RoundTripAsync(server, Options(server) with { DataConnections = DataConnectionMode.Active });
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task IPv6(ServerKind kind, TlsRange tls)
    {
        ForeignServer server = await ServerAsync(kind, tls);
        await RoundTripAsync(server, Options(server, "::1"));
        await RoundTripAsync(server, Options(server, "[::1]"));
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task IPv6_in_active_mode(ServerKind kind)
    {
        ForeignServer server = await ServerAsync(kind);
        await RoundTripAsync(server, Options(server, "::1") with { DataConnections = DataConnectionMode.Active });
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Implicit_TLS(ServerKind kind, TlsRange tls)
    {
        ForeignServer server = await ServerAsync(kind, tls);
        if (server.ImplicitPort is { } port)
        {
            await RoundTripAsync(server, Options(server) with { Port = port, Security = FtpsSecurity.Implicit });
        }
        else
        {
            // What is on the other side of the wrong door says so, and soon.
            FtpsException e = await Assert.ThrowsAsync<FtpsException>(() => FtpsClient.ConnectAsync(Options(server) with { Security = FtpsSecurity.Implicit }, Cancellation));
            Assert.Equal(FtpsFailure.Tls, e.Failure);
        }
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task PASV(ServerKind kind)
    {
        ForeignServer server = await ServerAsync(kind);
        await RoundTripAsync(server, Options(server) with { DataConnections = DataConnectionMode.PassiveClassic });
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task LIST(ServerKind kind)
    {
        ForeignServer server = await ServerAsync(kind);
        await RoundTripAsync(server, Options(server) with { UseMlsd = false });
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Text_both_ways(ServerKind kind)
    {
        ForeignServer server = await ServerAsync(kind);
        (string directory, string path) = server.MakeDirectory();
        await using FtpsClient client = await FtpsClient.ConnectAsync(Options(server), Cancellation);
        byte[] text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 20_000).Select(i => $"line {i}\n")));
        _ = await client.UploadAsync(new MemoryStream(text), $"{directory}/text", new TransferOptions { Ascii = true }, Cancellation);

        // vsftpd as it comes takes the type and converts nothing.
        byte[] stored = kind == ServerKind.Vsftpd ? Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(text).Replace("\n", "\r\n", StringComparison.Ordinal)) : text;
        Assert.Equal(stored, File.ReadAllBytes(Path.Combine(path, "text")));
        var back = new MemoryStream();
        _ = await client.DownloadAsync($"{directory}/text", back, new TransferOptions { Ascii = true }, Cancellation);
        Assert.Equal(text, back.ToArray());

        // The type does not stick.
        Assert.Equal(stored.Length, await client.GetSizeAsync($"{directory}/text", Cancellation));
        Assert.Equal(stored.Length, (await client.FindAsync($"{directory}/text", Cancellation))!.Length);
        await RoundTripAsync(server, client);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Through_proxies(ServerKind kind)
    {
        ForeignServer server = await ServerAsync(kind);
        foreach (Transport.ProxyKind proxyKind in Enum.GetValues<Transport.ProxyKind>())
        {
            await using var proxy = new TunnelProxy();
            await RoundTripAsync(server, Options(server) with { Proxy = new Transport.ProxySettings(proxyKind, "127.0.0.1", proxy.Port) });
            Assert.True(proxy.Tunnels > 3, $"{proxy.Tunnels} connections went through the proxy");
        }
    }

    private static async Task RoundTripAsync(ForeignServer server, FtpsClientOptions options)
    {
        await using FtpsClient client = await FtpsClient.ConnectAsync(options, Cancellation);
        await RoundTripAsync(server, client);
    }

    private static async Task RoundTripAsync(ForeignServer server, FtpsClient client)
    {
        (string directory, string path) = server.MakeDirectory();
        byte[] content = Site.Bytes(200_000);
        for (int i = 0; i < 3; i++)
        {
            TransferResult up = await client.UploadAsync(new MemoryStream(content), $"{directory}/f{i}", new TransferOptions { MoreFollow = true }, Cancellation);
            Assert.Equal(content, File.ReadAllBytes(Path.Combine(path, $"f{i}")));
            var back = new MemoryStream();
            TransferResult down = await client.DownloadAsync($"{directory}/f{i}", back, null, Cancellation);
            Assert.Equal(content, back.ToArray());
            if (server.Has(ServerTraits.RequiresReuse))
            {
                Assert.Equal((true, true), (up.Resumed, down.Resumed));
            }
        }

        Listing listing = await client.GetListingAsync(directory, Cancellation);
        Assert.True(listing.IsComplete, listing.FirstUnparsed);
        Assert.Equal(["f0", "f1", "f2"], listing.Entries.Select(entry => entry.Name).Order());
        Assert.Empty((await client.GetListingAsync(server.MakeDirectory().Name, Cancellation)).Entries);
    }
}
