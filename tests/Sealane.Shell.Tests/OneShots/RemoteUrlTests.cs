using Sealane.Client;
using Sealane.Shell.OneShots;

namespace Sealane.Shell.Tests.OneShots;

public sealed class RemoteUrlTests
{
    [Theory]
    [InlineData("ftp://h/a/b", FtpsSecurity.Explicit, "h", 21, "a/b")]
    [InlineData("FTP://h", FtpsSecurity.Explicit, "h", 21, "")]
    [InlineData("ftps://h/", FtpsSecurity.Implicit, "h", 990, "")]
    [InlineData("ftpes://h:2121//abs/x", FtpsSecurity.Explicit, "h", 2121, "/abs/x")]
    [InlineData("ftp+plain://h/%2Fabs", FtpsSecurity.PlainText, "h", 21, "/abs")]
    [InlineData("ftp://[::1]:2121/x", FtpsSecurity.Explicit, "::1", 2121, "x")]
    [InlineData("ftp://h/~/x", FtpsSecurity.Explicit, "h", 21, "x")]
    [InlineData("ftp://h/a%20b%3Fc;d", FtpsSecurity.Explicit, "h", 21, "a b?c;d")]
    public void Parts(string text, FtpsSecurity security, string host, int port, string path)
    {
        var url = RemoteUrl.Parse(text);
        Assert.Equal((security, host, port, path), (url.Security, url.Host, url.EffectivePort, url.Path));
    }

    [Fact]
    public void Logins_are_decoded_and_masked()
    {
        var url = RemoteUrl.Parse("ftp://us%40er:p%3Ass%20w%25rd@h:2121/dir/f");
        Assert.Equal(("us@er", "p:ss w%rd"), (url.User, url.Password!.Reveal()));
        Assert.Equal("ftp://us%40er:***@h:2121/dir/f".Replace("%40", "@", StringComparison.Ordinal), url.ToString());
        Assert.Equal("ftp://u:***@h/x", RemoteUrl.Masked("ftp://u:a/b@h/x"));
        Assert.Equal("plain", RemoteUrl.Masked("plain"));
    }

    [Fact]
    public void Names_that_are_no_utf8_keep_their_bytes()
    {
        var url = RemoteUrl.Parse("ftp://h/a%FFb");
        Assert.Equal([(byte)'a', 0xFF, (byte)'b'], Protocol.Charset.Utf8.Encode(url.Path));
        Assert.Equal("ftp://h/a%FFb", url.ToString());
    }

    [Fact]
    public void A_pin_stands_at_the_end_and_may_hold_slashes()
    {
        string pin = "sha256:" + Convert.ToBase64String([.. Enumerable.Repeat((byte)0xFF, 32)]);
        Assert.Contains('/', pin);
        var url = RemoteUrl.Parse($"ftp://h/dir/f;pin={pin}");
        Assert.Equal(("dir/f", "spki-" + pin), (url.Path, url.Pin!.ToString()));
        Assert.Throws<UsageFault>(() => RemoteUrl.Parse("ftp://h/;pin=sha256:short"));
    }

    [Theory]
    [InlineData("http://h/x")]
    [InlineData("ftp:///x")]
    [InlineData("ftp://h:0/x")]
    [InlineData("ftp://h:70000/x")]
    [InlineData("ftp://[::1/x")]
    [InlineData("ftp://h/a%0Ab")]
    [InlineData("file")]
    public void What_is_no_url_is_refused(string text) => Assert.Throws<UsageFault>(() => RemoteUrl.Parse(text));

    [Theory]
    [InlineData("h", "h", 21, FtpsSecurity.Explicit)]
    [InlineData("h:990", "h", 990, FtpsSecurity.Implicit)]
    [InlineData("ftps://h:2990", "h", 2990, FtpsSecurity.Implicit)]
    [InlineData("::1", "::1", 21, FtpsSecurity.Explicit)]
    [InlineData("[::1]:2121", "::1", 2121, FtpsSecurity.Explicit)]
    public void Servers(string text, string host, int port, FtpsSecurity security)
    {
        var url = RemoteUrl.ParseServer(text);
        Assert.Equal((host, port, security), (url.Host, url.EffectivePort, url.Security));
    }

    [Theory]
    [InlineData("0-99", 0L, 100L)]
    [InlineData("100-", 100L, null)]
    [InlineData("-100", null, 100L)]
    public void Ranges(string text, long? first, long? length) => Assert.Equal(new ByteRange(first, length), ByteRange.Parse(text));

    [Theory]
    [InlineData("9-1")]
    [InlineData("-")]
    [InlineData("5")]
    [InlineData("-0")]
    [InlineData("a-b")]
    public void What_is_no_range_is_refused(string text) => Assert.Throws<UsageFault>(() => ByteRange.Parse(text));
}
