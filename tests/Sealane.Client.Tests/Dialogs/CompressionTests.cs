using System.Globalization;
using System.IO.Compression;
using System.Text;
using Sealane.Client.Data;
using Sealane.Client.Profiles;
using Sealane.Client.Tests.Support;

namespace Sealane.Client.Tests.Dialogs;

/// <summary>MODE Z: what is said, what is moved, and what of it is not believed.</summary>
public sealed class CompressionTests : DialogTests
{
    private const string Login = """
        @login
        A: FEAT 211-Features:\r\n MODE Z\r\n SIZE\r\n MLST type*;size*;modify*;\r\n211 End
        """;

    private const string ModeZ = "C: OPTS MODE Z LEVEL 6\nS: 200 level\nC: MODE Z\nS: 200 compressed\n";
    private const string Get = "@data RETR x\n";

    private static readonly byte[] s_content = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 20_000).Select(i => $"line {i}\n")));

    private static byte[] Packed(byte[] plain)
    {
        var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            zlib.Write(plain);
        }

        return packed.ToArray();
    }

    private static string Text(byte[] bytes) => string.Concat(bytes.Select(b => string.Create(CultureInfo.InvariantCulture, $"\\x{b:x2}")));

    private Task<FtpsClient> CompressedAsync(ScriptedServer server, CompressionOptions? options = null) =>
        FtpsClient.ConnectAsync(Options(server) with { Compression = options ?? new CompressionOptions() }, Cancellation);

    [Fact]
    public async Task A_download_is_unpacked_and_counted_in_its_own_bytes()
    {
        await using ScriptedServer server = ScriptedServer.Play($"{Login}\n{ModeZ}{Get}@sent {Text(Packed(s_content))}\n{Get}@sent {Text(Packed(s_content))}");
        await using FtpsClient client = await CompressedAsync(server);
        var content = new MemoryStream();
        TransferResult result = await client.DownloadAsync("x", content, new TransferOptions { ExpectedLength = s_content.Length }, Cancellation);
        Assert.Equal(s_content.Length, result.Moved);
        Assert.Equal(s_content, content.ToArray());

        // The mode is not said twice, and a stream is no other than a download.
        await using Stream stream = await client.OpenReadAsync("x", 0, Cancellation);
        var again = new MemoryStream();
        await stream.CopyToAsync(again, Cancellation);
        Assert.Equal(s_content, again.ToArray());
        await server.FinishAsync();
    }

    [Fact]
    public async Task An_empty_file_may_come_as_an_empty_stream_or_as_nothing()
    {
        await using ScriptedServer server = ScriptedServer.Play($"{Login}\n{ModeZ}{Get}D: send \\x78\\x9c\\x03\\x00\\x00\\x00\\x00\\x01\nD: end\nS: 226 done\n{Get}D: end\nS: 226 done");
        await using FtpsClient client = await CompressedAsync(server);
        Assert.Empty(await GetAsync(client, "x"));
        Assert.Empty(await GetAsync(client, "x"));
    }

    [Theory]
    [InlineData("the last byte is missing")]
    [InlineData("half is missing")]
    [InlineData("a byte too many")]
    [InlineData("much too many")]
    [InlineData("a flipped bit")]
    [InlineData("no zlib at all")]
    public async Task What_is_not_one_whole_stream_is_not_believed_whatever_the_226_says(string flaw)
    {
        byte[] packed = Packed(s_content);
        byte[] flawed = flaw switch
        {
            "the last byte is missing" => packed[..^1],
            "half is missing" => packed[..(packed.Length / 2)],
            "a byte too many" => [.. packed, 0],
            "much too many" => [.. packed, .. new byte[200_000]],
            "a flipped bit" => [.. packed[..3000], (byte)(packed[3000] ^ 1), .. packed[3001..]],
            _ => s_content,
        };
        await using ScriptedServer server = ScriptedServer.Play($"{Login}\n{ModeZ}{Get}@sent {Text(flawed)}");
        await using FtpsClient client = await CompressedAsync(server);
        FtpsException e = await FailsAsync(() => GetAsync(client, "x"));
        Assert.Equal((FtpsFailure.Truncated, true), (e.Failure, e.ConnectionUsable));
        Assert.True(e.Moved <= s_content.Length);
        await StillWorksAsync(client);
    }

    [Fact]
    public async Task A_part_of_a_listing_is_an_error_and_not_a_short_listing()
    {
        byte[] packed = Packed(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 5000).Select(i => $"type=file;size={i}; f{i}\r\n"))));
        await using ScriptedServer server = ScriptedServer.Play($"{Login}\n{ModeZ}@data MLSD\n@sent {Text(packed[..^10])}");
        await using FtpsClient client = await CompressedAsync(server);
        Assert.Equal(FtpsFailure.Truncated, (await FailsAsync(() => client.GetListingAsync("", Cancellation))).Failure);
        await StillWorksAsync(client);
    }

    [Fact]
    public async Task More_than_the_file_has_is_not_unfolded_to_its_end()
    {
        byte[] bomb = Packed(new byte[50_000_000]);
        await using ScriptedServer server = ScriptedServer.Play($"{Login}\n{ModeZ}{Get}D: send {Text(bomb)}\nS: 226 done");
        await using FtpsClient client = await CompressedAsync(server);
        var content = new MemoryStream();
        FtpsException e = await FailsAsync(() => client.DownloadAsync("x", content, new TransferOptions { ExpectedLength = 1000 }, Cancellation));
        Assert.Equal(FtpsFailure.Verification, e.Failure);
        Assert.Equal(0, content.Length);
        await StillWorksAsync(client);
    }

    [Fact]
    public async Task A_listing_that_grows_a_hundredfold_is_given_up()
    {
        byte[] bomb = Packed(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("type=file;size=1; a\r\n", 2_000_000))));
        await using ScriptedServer server = ScriptedServer.Play($"{Login}\n{ModeZ}@data MLSD\nD: send {Text(bomb)}\nS: 226 done");
        await using FtpsClient client = await CompressedAsync(server);
        FtpsException e = await FailsAsync(() => client.GetListingAsync("", Cancellation));
        Assert.Contains("compressed listing", e.Message, StringComparison.Ordinal);
        await StillWorksAsync(client);
    }

    [Fact]
    public async Task An_upload_is_packed_and_a_name_that_is_exempt_is_not()
    {
        // Level 0: two bytes of header, five of the block's, the content, four of the checksum.
        await using ScriptedServer server = ScriptedServer.Play($$"""
            {{Login}}
            C: OPTS MODE Z LEVEL 0
            S: 501 no levels here
            C: MODE Z
            S: 200 compressed
            @port
            C: STOR x
            S: 150 go on
            D: accept tls resumed
            D: expect 1011
            S: 226 done
            C: SIZE x
            S: 213 1000
            C: MODE S
            S: 200 plain
            @port
            C: STOR x.gz
            S: 150 go on
            D: accept tls resumed
            D: expect 1000
            S: 226 done
            C: SIZE x.gz
            S: 213 1000
            """);
        await using FtpsClient client = await CompressedAsync(server, new CompressionOptions { Level = 0, Exempt = path => path.EndsWith(".gz", StringComparison.Ordinal) });
        foreach (string name in (string[])["x", "x.gz"])
        {
            TransferResult result = await client.UploadAsync(new MemoryStream(new byte[1000]), name, null, Cancellation);
            Assert.Equal(1000, result.Moved);
        }

        await server.FinishAsync();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100_000)]
    public async Task A_stream_that_is_written_is_one_whole_zlib_stream(int length)
    {
        byte[] content = [.. s_content.Take(length)];
        var packed = new MemoryStream();
        using (var sender = new ZlibSender(6))
        {
            foreach (byte[] piece in content.Chunk(7001))
            {
                packed.Write(sender.Convert(piece).Span);
            }

            packed.Write(sender.Finish().Span);
        }

        packed.Position = 0;
        var unpacked = new MemoryStream();
        using var zlib = new ZLibStream(packed, CompressionMode.Decompress);
        await zlib.CopyToAsync(unpacked, Cancellation);
        Assert.Equal(content, unpacked.ToArray());
        Assert.True(packed.Length >= 8);
    }

    [Fact]
    public async Task Writing_a_stream_sends_its_end_with_the_goodbye()
    {
        await using ScriptedServer server = ScriptedServer.Play($$"""
            {{Login}}
            {{ModeZ}}
            @port
            C: STOR x
            S: 150 go on
            D: accept tls resumed
            D: expect \x78\x9c\x03\x00\x00\x00\x00\x01
            S: 226 done
            C: SIZE x
            S: 213 0
            """);
        await using FtpsClient client = await CompressedAsync(server);
        await using (await client.OpenWriteAsync("x", null, Cancellation))
        {
        }

        await server.FinishAsync();
    }

    [Fact]
    public async Task A_server_that_refuses_what_it_announces_is_asked_once()
    {
        await using ScriptedServer server = ScriptedServer.Play($"{Login}\nC: OPTS MODE Z LEVEL 6\nS: 501 no\nC: MODE Z\nS: 504 not with TLS\n{Get}@sent abc\n{Get}@sent abc");
        await using FtpsClient client = await CompressedAsync(server);
        Assert.Equal("abc"u8.ToArray(), await GetAsync(client, "x"));
        Assert.Equal("abc"u8.ToArray(), await GetAsync(client, "x"));
        await server.FinishAsync();
    }

    [Fact]
    public async Task Nothing_is_compressed_unless_asked_for()
    {
        await using ScriptedServer server = ScriptedServer.Play($"{Login}\n{Get}@sent abc");
        await using FtpsClient client = await ConnectAsync(server, ServerKind.ProFtpd);
        Assert.Equal("abc"u8.ToArray(), await GetAsync(client, "x"));
        await server.FinishAsync();
    }

    [Fact]
    public void The_checksum_is_zlibs() => Assert.Equal(0x11E60398u, Adler32.Add(Adler32.Empty, "Wikipedia"u8));
}
