using System.Collections.Concurrent;
using Sealane.Client;
using Sealane.ClientInterop.Tests.Servers;
using Sealane.Protocol;

namespace Sealane.ClientInterop.Tests.Matrix;

/// <summary>MODE Z with Python's zlib behind pyftpdlib, and with ProFTPD's mod_deflate; with TLS and without.</summary>
public sealed class CompressionTests(ServerPark park) : ClientTests(park)
{
    private readonly ConcurrentQueue<string> _said = new();

    // Half of it shrinks to nothing, the other half not at all.
    private static byte[] Content(int size) => [.. new byte[size / 2], .. Site.Bytes(size - (size / 2))];

    private static async Task<ForeignServer> StartAsync(ServerKind kind, TlsRange tls)
    {
        if (kind == ServerKind.ProFtpd)
        {
            _ = Packages.Require("ProFTPD", "/usr/lib/proftpd/mod_deflate.so");
            return await ServerPark.StartAsync(kind, tls, "DeflateEngine on\nTLSRequired ctrl\nTLSOptions NoSessionReuseRequired");
        }

        var server = new PyftpdlibServer(tls, deflates: true);
        await server.StartAsync();
        return server;
    }

    [Theory]
    [InlineData(ServerKind.Pyftpdlib, TlsRange.Only12, true)]
    [InlineData(ServerKind.Pyftpdlib, TlsRange.Only13, true)]
    [InlineData(ServerKind.ProFtpd, TlsRange.Only12, true)]
    [InlineData(ServerKind.ProFtpd, TlsRange.Only13, true)]
    [InlineData(ServerKind.ProFtpd, TlsRange.Both, false)]
    public async Task Up_down_at_an_offset_and_listed(ServerKind kind, TlsRange tls, bool isPrivate)
    {
        await using ForeignServer server = await StartAsync(kind, tls);
        (string directory, string path) = server.MakeDirectory();
        FtpsClientOptions options = Options(server) with
        {
            Compression = new CompressionOptions { Exempt = name => name.EndsWith(".gz", StringComparison.Ordinal) },
            Protection = isPrivate ? DataProtection.All : DataProtection.ControlOnly,
        };
        Action<ControlLine> trace = options.Trace!;
        await using FtpsClient client = await FtpsClient.ConnectAsync(options with { Trace = line => { trace(line); _said.Enqueue(line.Text); } }, Cancellation);
        await client.ChangeDirectoryAsync(directory, Cancellation);
        foreach (int size in (int[])[0, 1, 20_000, 5_000_000])
        {
            byte[] content = Content(size);
            string name = $"f{size}";
            Assert.Equal(size, (await client.UploadAsync(new MemoryStream(content), name, null, Cancellation)).Moved);
            Assert.Equal(content, File.ReadAllBytes(Path.Combine(path, name)));

            var back = new MemoryStream();
            Assert.Equal(size, (await client.DownloadAsync(name, back, new TransferOptions { ExpectedLength = size }, Cancellation)).Moved);
            Assert.Equal(content, back.ToArray());

            int half = size / 2;
            if (half > 0)
            {
                var rest = new MemoryStream();
                _ = await client.DownloadAsync(name, rest, new TransferOptions { Offset = half }, Cancellation);
                Assert.Equal(content[half..], rest.ToArray());
                server.PutFile($"{directory}/half{size}", content[..half]);
                _ = await client.UploadAsync(new MemoryStream(content[half..]), $"half{size}", new TransferOptions { Offset = half }, Cancellation);
                Assert.Equal(content, File.ReadAllBytes(Path.Combine(path, $"half{size}")));
            }
        }

        // A stream, a file that crosses as it is, and a range, whose rest is aborted.
        await using (RemoteWriteStream stream = await client.OpenWriteAsync("stream", null, Cancellation))
        {
            await stream.WriteAsync(Content(30_000), Cancellation);
        }

        Assert.Equal(Content(30_000), File.ReadAllBytes(Path.Combine(path, "stream")));
        _ = await client.UploadAsync(new MemoryStream(Content(30_000)), "exempt.gz", null, Cancellation);
        var range = new MemoryStream();
        _ = await client.DownloadAsync("f5000000", range, new TransferOptions { Length = 1000 }, Cancellation);
        Assert.Equal(new byte[1000], range.ToArray());
        if (!client.IsConnected)
        {
            // ProFTPD hangs up when a compressed download is aborted under TLS.
            await client.ReconnectAsync(Cancellation);
        }

        Listing listing = await client.GetListingAsync("", Cancellation);
        Assert.True(listing.IsComplete, listing.FirstUnparsed);
        Assert.Equal(8, listing.Entries.Count(entry => entry.Kind == EntryKind.File));
        Assert.Contains("MODE Z", _said);
    }

    [Theory]
    [InlineData(ServerKind.ProFtpd)]
    [InlineData(ServerKind.Pyftpdlib)]
    public async Task The_shell_compresses_when_it_is_told_to_and_only_then(ServerKind kind)
    {
        await using ForeignServer server = await StartAsync(kind, TlsRange.Both);
        byte[] content = Content(3_000_000);
        server.PutFile("big", content);
        server.PutFile("big.gz", content);
        foreach ((string settings, bool compresses) in ((string, bool)[])[("", false), ("set ftp:use-mode-z yes; set ftp:mode-z-level 9;", true)])
        {
            ToolRun run = await Tool.RunAsync(Path.Combine(AppContext.BaseDirectory, "ftps"), ["--norc", "-c",
                $"debug 9; set ssl:ca-file {server.CaFile}; set xfer:clobber yes; {settings} open -u '{ForeignServer.UserName},{ForeignServer.Password}' ftp://localhost:{server.Port}; get big.gz && get big && put big -o back"], directory: Local.Path);
            Assert.True(run.ExitCode == 0, run.Error);
            Assert.Equal(content, File.ReadAllBytes(Path.Combine(Local.Path, "big")));
            Assert.Equal(content, File.ReadAllBytes(server.PathOf("back")));
            string[] sent = [.. run.Error.Split('\n').Where(line => line.StartsWith("---> ", StringComparison.Ordinal)).Select(line => line[5..])];
            Assert.Equal(compresses ? 1 : 0, sent.Count(command => command == "OPTS MODE Z LEVEL 9"));
            Assert.Equal(compresses, sent.Contains("MODE Z"));
            Assert.True(!compresses || Array.FindIndex(sent, command => command.StartsWith("RETR", StringComparison.Ordinal)) < Array.IndexOf(sent, "MODE Z"), "an archive was compressed");
        }
    }

    [Fact]
    public async Task An_upload_that_is_not_one_whole_zlib_stream_would_be_refused()
    {
        // The judge's own proof: what is not compressed, in MODE Z, must not pass.
        await using ForeignServer server = await StartAsync(ServerKind.Pyftpdlib, TlsRange.Both);
        await using FtpsClient client = await FtpsClient.ConnectAsync(Options(server) with { Compression = new CompressionOptions() }, Cancellation);
        _ = await client.UploadAsync(new MemoryStream(Content(100_000)), "good", null, Cancellation);
        client.Core.Link!.Mode = 'S';
        client.Core.Link.ModeZFails = true;
        await Assert.ThrowsAsync<FtpsException>(() => client.UploadAsync(new MemoryStream(Content(100_000)), "bad", null, Cancellation));
    }
}
