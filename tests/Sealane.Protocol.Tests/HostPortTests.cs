using System.Net;

namespace Sealane.Protocol.Tests;

public sealed class HostPortTests
{
    [Theory]
    [InlineData("10,0,0,1,195,80", "10.0.0.1:50000")]
    [InlineData("255,255,255,255,255,255", "255.255.255.255:65535")]
    [InlineData("0,0,0,0,0,0", "0.0.0.0:0")]
    [InlineData("010,0,0,1,4,001", "10.0.0.1:1025")]
    public void PORT_is_six_numbers(string argument, string endpoint)
    {
        Assert.True(HostPort.TryParsePort(Fragmented.Bytes(argument), out IPEndPoint? found));
        Assert.Equal(IPEndPoint.Parse(endpoint), found);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1,2,3,4,5")]
    [InlineData("1,2,3,4,5,6,7")]
    [InlineData("1,2,3,4,5,")]
    [InlineData("256,1,1,1,1,1")]
    [InlineData("1,1,1,1,1,256")]
    [InlineData(" 1,2,3,4,5,6")]
    [InlineData("1, 2,3,4,5,6")]
    [InlineData("1,2,3,4,5,6 ")]
    [InlineData("1,2,3,4,5,-6")]
    [InlineData("1,2,3,4,5,+6")]
    [InlineData("0001,2,3,4,5,6")]
    [InlineData("1.2.3.4,5,6")]
    [InlineData("a,2,3,4,5,6")]
    public void PORT_is_nothing_else(string argument)
    {
        Assert.False(HostPort.TryParsePort(Fragmented.Bytes(argument), out IPEndPoint? found));
        Assert.Null(found);
    }

    [Theory]
    [InlineData("|1|132.235.1.2|6275|", "132.235.1.2:6275")]
    [InlineData("!1!132.235.1.2!65535!", "132.235.1.2:65535")]
    [InlineData("|2|1080::8:800:200C:417A|5282|", "[1080::8:800:200C:417A]:5282")]
    [InlineData("|2|::1|1|", "[::1]:1")]
    [InlineData("|2|::ffff:127.0.0.1|21|", "[::ffff:127.0.0.1]:21")]
    public void EPRT_names_family_address_and_port(string argument, string endpoint)
    {
        Assert.Equal(EprtError.None, HostPort.ParseEprt(Fragmented.Bytes(argument), out IPEndPoint? found));
        Assert.Equal(IPEndPoint.Parse(endpoint), found);
    }

    [Theory]
    [InlineData("|3|x|1|", EprtError.UnsupportedProtocol)]
    [InlineData("|0|1.2.3.4|1|", EprtError.UnsupportedProtocol)]
    [InlineData("", EprtError.Syntax)]
    [InlineData("|", EprtError.Syntax)]
    [InlineData("|1|1.2.3.4|21", EprtError.Syntax)]
    [InlineData("|1|1.2.3.4|21||", EprtError.Syntax)]
    [InlineData("|1|1.2.3.4|21| ", EprtError.Syntax)]
    [InlineData("|1|1.2.3.4|0|", EprtError.Syntax)]
    [InlineData("|1|1.2.3.4|65536|", EprtError.Syntax)]
    [InlineData("|1|1.2.3.4|99999|", EprtError.Syntax)]
    [InlineData("|1|1.2.3.4|4294967317|", EprtError.Syntax)]
    [InlineData("|1|1.2.3.4|-1|", EprtError.Syntax)]
    [InlineData("|1|::1|21|", EprtError.Syntax)]
    [InlineData("|2|1.2.3.4|21|", EprtError.Syntax)]
    [InlineData("|1|127.1|21|", EprtError.Syntax)]
    [InlineData("|1|0x7f.0.0.1|21|", EprtError.Syntax)]
    [InlineData("|1|2130706433|21|", EprtError.Syntax)]
    [InlineData("|1|1.2.3.4.5|21|", EprtError.Syntax)]
    [InlineData("|1|1.2.3.256|21|", EprtError.Syntax)]
    [InlineData("|1|0001.2.3.4|21|", EprtError.Syntax)]
    [InlineData("|1|1.2.3.0004|21|", EprtError.Syntax)]
    [InlineData("|1|1.2.3.|21|", EprtError.Syntax)]
    [InlineData("|1||21|", EprtError.Syntax)]
    [InlineData("|2||21|", EprtError.Syntax)]
    [InlineData("|2|fe80::1%1|21|", EprtError.Syntax)]
    [InlineData("|2|[::1]|21|", EprtError.Syntax)]
    [InlineData("|2|[::1]:80|21|", EprtError.Syntax)]
    [InlineData("|2|:|21|", EprtError.Syntax)]
    [InlineData("|x|1.2.3.4|21|", EprtError.Syntax)]
    [InlineData(" 1 1.2.3.4 21 ", EprtError.Syntax)]
    [InlineData("\x7F" + "1\x7F" + "1.2.3.4\x7F" + "21\x7F", EprtError.Syntax)]
    public void EPRT_says_what_is_wrong(string argument, EprtError error)
    {
        Assert.Equal(error, HostPort.ParseEprt(Fragmented.Bytes(argument), out IPEndPoint? found));
        Assert.Null(found);
    }

    [Fact]
    public void PASV_is_written_for_IPv4_and_its_mapped_form_only()
    {
        Assert.Equal("10,0,0,1,195,80", HostPort.FormatPasv(IPAddress.Parse("10.0.0.1"), 50000));
        Assert.Equal("10,0,0,1,0,21", HostPort.FormatPasv(IPAddress.Parse("::ffff:10.0.0.1"), 21));
        Assert.Throws<ArgumentException>(() => HostPort.FormatPasv(IPAddress.IPv6Loopback, 21));
        Assert.Throws<ArgumentOutOfRangeException>(() => HostPort.FormatPasv(IPAddress.Loopback, 65536));
    }

    [Theory]
    [InlineData("Entering Passive Mode (10,0,0,1,195,80).", "10.0.0.1:50000")]
    [InlineData("227 Entering Passive Mode 10,0,0,1,195,80", "10.0.0.1:50000")]
    [InlineData("=10, 0,0,1, 195,80", "10.0.0.1:50000")]
    [InlineData("1,2 then 300,1,1,1,1,1,10,0,0,1,4,1)", "1.1.1.1:266")]
    public void PASVs_reply_is_read_leniently(string text, string endpoint)
    {
        Assert.True(HostPort.TryParsePasvReply(Fragmented.Bytes(text), out IPEndPoint? found));
        Assert.Equal(IPEndPoint.Parse(endpoint), found);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Entering Passive Mode (10,0,0,1,195).")]
    [InlineData("(10,0,0,1,195,800)")]
    [InlineData("(10,0,0,1,195,2555)")]
    public void PASVs_reply_needs_six_numbers_in_range(string text) =>
        Assert.False(HostPort.TryParsePasvReply(Fragmented.Bytes(text), out _));

    [Theory]
    [InlineData("Entering Extended Passive Mode (|||6446|)", 6446)]
    [InlineData("229 ok (!!!65535!).", 65535)]
    [InlineData("(see RFC) (|||1|)", 1)]
    [InlineData("(|1|10.0.0.1|6446|)", 6446)]
    [InlineData("|||6446|", 6446)]
    [InlineData("(|||6446)", 6446)]
    [InlineData("Entering Extended Passive Mode !!!9447!", 9447)]
    [InlineData("229 OK (!!!9447!!", 9447)]
    [InlineData("... ready (|||9447", 9447)]
    public void EPSVs_reply_holds_a_port(string text, int port)
    {
        Assert.True(HostPort.TryParseEpsvReply(Fragmented.Bytes(text), out int found));
        Assert.Equal(port, found);
    }

    [Theory]
    [InlineData("")]
    [InlineData("||6446|")]
    [InlineData("ooo6446o")]
    [InlineData("1116446")]
    [InlineData("|||123456|")]
    [InlineData("(|||0|)")]
    [InlineData("(|||65536|)")]
    [InlineData("(||6446|)")]
    [InlineData("(")]
    public void EPSVs_reply_without_a_port_is_refused(string text)
    {
        Assert.False(HostPort.TryParseEpsvReply(Fragmented.Bytes(text), out int port));
        Assert.Equal(0, port);
    }
}
