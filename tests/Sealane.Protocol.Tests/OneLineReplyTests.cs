using System.Globalization;

namespace Sealane.Protocol.Tests;

public sealed class OneLineReplyTests
{
    [Theory]
    [InlineData("\"/\" is where you are.", "/")]
    [InlineData("\"/a b\"", "/a b")]
    [InlineData("\"/say \"\"hi\"\"\" created", "/say \"hi\"")]
    [InlineData("\"/quote\"s\" is your current location", "/quote\"s")]
    [InlineData("Remote directory now \"/x\".", "/x")]
    [InlineData("/home/anna is current directory.", "/home/anna")]
    [InlineData("/home/anna", "/home/anna")]
    [InlineData("\"SYS$USER:[ANNA]\" is default directory", "SYS$USER:[ANNA]")]
    [InlineData("\"\"", null)]
    [InlineData("\"/cut", null)]
    [InlineData("\"/cut\"\"", null)]
    [InlineData("no path here", null)]
    [InlineData("", null)]
    public void Paths_stand_in_quotes(string text, string? path)
    {
        Assert.Equal(path is not null, PathReply.TryParse(Fragmented.Bytes(text), out ReadOnlyMemory<byte> found));
        Assert.Equal(path ?? "", Fragmented.Text(found.Span));
    }

    [Fact]
    public void Our_own_servers_path_is_read_back()
    {
        FtpPath path = FtpPath.Of("/a \"b\"/\"\"");
        using LineBuffer buffer = new();
        Fragmented.Feed(buffer, Reply.OfPath(257, "", path, " created.").Wire.Span);
        Assert.Equal(ReplyStatus.Reply, new ReplyParser().TryRead(buffer, out ServerReply? reply));
        Assert.True(PathReply.TryParse(reply!.Lines[0].Span, out ReadOnlyMemory<byte> found));
        Assert.Equal(Fragmented.Text(path.Bytes), Fragmented.Text(found.Span));
    }

    [Theory]
    [InlineData("18", 18L)]
    [InlineData(" 18 ", 18L)]
    [InlineData("9223372036854775807 bytes", long.MaxValue)]
    [InlineData("9223372036854775808", null)]
    [InlineData("-1", null)]
    [InlineData("+1", null)]
    [InlineData("18,000", null)]
    [InlineData("", null)]
    [InlineData("size 18", null)]
    public void Sizes_are_numbers(string text, long? size)
    {
        Assert.Equal(size is not null, FileStatusReply.TryParseSize(Fragmented.Bytes(text), out long found));
        Assert.Equal(size ?? 0, found);
    }

    [Theory]
    [InlineData("20261122140101", "2026-11-22T14:01:01.000")]
    [InlineData("20261122140101.123", "2026-11-22T14:01:01.123")]
    [InlineData("Modify=20261122140101; name", "2026-11-22T14:01:01.000")]
    [InlineData("19126" + "1122140101", "2026-11-22T14:01:01.000")]
    [InlineData("19126112214010", null)]
    [InlineData("yesterday", null)]
    [InlineData("", null)]
    public void Times_are_UTC(string text, string? time)
    {
        Assert.Equal(time is not null, FileStatusReply.TryParseTime(Fragmented.Bytes(text), out DateTime found));
        Assert.Equal(time, time is null ? null : found.ToString("yyyy-MM-ddTHH:mm:ss.fff", CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("SHA-256 0-49 6169788dab12 a name", "SHA-256 0 49 6169788DAB12")]
    [InlineData("CRC32 10-20 0A0B0C0D", "CRC32 10 20 0A0B0C0D")]
    [InlineData("SHA-256 49-0 6169 n", null)]
    [InlineData("SHA-256 0-49 616 n", null)]
    [InlineData("SHA-256 0-49 61zz n", null)]
    [InlineData("SHA-256 6169 n", null)]
    [InlineData("", null)]
    public void HASH_tells_algorithm_range_and_digest(string text, string? expected)
    {
        Assert.Equal(expected is not null, HashReply.TryParse(Fragmented.Bytes(text), out HashResult? result));
        Assert.Equal(expected, result is null ? null : $"{result.Algorithm} {result.Start} {result.End} {Convert.ToHexString(result.Digest.Span)}");
    }

    [Theory]
    [InlineData("0123456789abcdef0123456789ABCDEF", 16, "0123456789ABCDEF0123456789ABCDEF")]
    [InlineData("\"a name\" 0123456789abcdef0123456789abcdef", 16, "0123456789ABCDEF0123456789ABCDEF")]
    [InlineData("\"ffffffffffffffffffffffffffffffff\" 0123456789abcdef0123456789abcdef", 16, "0123456789ABCDEF0123456789ABCDEF")]
    [InlineData("ffffffffffffffffffffffffffffffff 0123456789abcdef0123456789abcdef", 16, "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF")]
    [InlineData("MD5 of ffffffffffffffffffffffffffffffff is 0123456789abcdef0123456789abcdef.", 16, "0123456789ABCDEF0123456789ABCDEF")]
    [InlineData("XCRC 0a0B0c0D", 4, "0A0B0C0D")]
    [InlineData("B0C0D", 4, "000B0C0D")]
    [InlineData("feed the cat", 4, null)]
    [InlineData("0123456789abcdef", 16, null)]
    [InlineData("done", 16, null)]
    [InlineData("", 4, null)]
    public void X_commands_have_the_digest_somewhere(string text, int bytes, string? expected)
    {
        Assert.Equal(expected is not null, HashReply.TryFindDigest(Fragmented.Bytes(text), bytes, out byte[] digest));
        Assert.Equal(expected ?? "", Convert.ToHexString(digest));
    }
}
