namespace Sealane.Protocol.Tests;

public sealed class FeatureListTests
{
    [Fact]
    public void Features_are_written_one_a_line() =>
        Assert.Equal("211-Features:\r\n AUTH TLS\r\n EPSV\r\n211 End\r\n", Fragmented.Text(FeatureList.Write(["AUTH TLS", "EPSV"]).Wire.Span));

    [Fact]
    public void What_was_written_is_read()
    {
        ServerReply reply = Read(Fragmented.Text(FeatureList.Write(["AUTH TLS", "AUTH SSL", "EPSV", "MLST type*;size*;"]).Wire.Span));
        Assert.Equal([new("AUTH", "TLS"), new("AUTH", "SSL"), new("EPSV", ""), new("MLST", "type*;size*;")], FeatureList.Parse(reply));
    }

    [Theory]
    [InlineData("211-Extensions supported:\r\n211-mdtm\r\nSIZE\r\n\r\n\tREST  STREAM \r\n211 End\r\n", "MDTM()SIZE()REST(STREAM)")]
    [InlineData("211 no features\r\n", "")]
    [InlineData("211-Features:\r\n211 End\r\n", "")]
    [InlineData("500-What\r\n EPSV\r\n500 ?\r\n", "")]
    public void Servers_differ(string wire, string expected) =>
        Assert.Equal(expected, string.Concat(FeatureList.Parse(Read(wire)).Select(f => $"{f.Name}({f.Parameters})")));

    private static ServerReply Read(string wire)
    {
        using LineBuffer buffer = new();
        Fragmented.Feed(buffer, Fragmented.Bytes(wire));
        Assert.Equal(ReplyStatus.Reply, new ReplyParser().TryRead(buffer, out ServerReply? reply));
        return reply!;
    }
}
