using Sealane.Protocol;
using Sealane.Shell.Sites;

namespace Sealane.Shell.Tests.Sites;

public class SiteUrlTests
{
    [Theory]
    [InlineData("ftp://h", "ftp", null, null, "h", null, null)]
    [InlineData("ftps://joe@h:990/pub/x", "ftps", "joe", null, "h", 990, "pub/x")]
    [InlineData("FTP://joe:a%40b@h/", "ftp", "joe", "a@b", "h", null, "")]
    [InlineData("ftp://u%40b:p:q@h//abs", "ftp", "u@b", "p:q", "h", null, "/abs")]
    [InlineData("ftp://h/%2Fabs", "ftp", null, null, "h", null, "/abs")]
    [InlineData("ftp://h/~/x%20y", "ftp", null, null, "h", null, "x y")]
    [InlineData("ftp://[::1]:2121/x", "ftp", null, null, "::1", 2121, "x")]
    [InlineData("::1", "", null, null, "::1", null, null)]
    [InlineData("joe@h:21", "", "joe", null, "h", 21, null)]
    [InlineData("file:/tmp", "file", null, null, "", null, "/tmp")]
    [InlineData("file:///tmp/a%20b", "file", null, null, "", null, "/tmp/a b")]
    [InlineData("ftp://p@ss@h/x", "ftp", "p@ss", null, "h", null, "x")]
    public void Parts(string text, string scheme, string? user, string? password, string host, int? port, string? path)
    {
        SiteUrl url = SiteUrl.Parse(text);

        Assert.Equal((scheme, user, password, host, port, path), (url.Scheme, url.User, url.Password?.Reveal(), url.Host, url.Port, url.Path));
        Assert.DoesNotContain(password ?? "\0", url.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ftp://h:0/")]
    [InlineData("ftp://h:65536/")]
    [InlineData("ftp://h:x/")]
    [InlineData("ftp://[::1/")]
    public void Refusals(string text) => Assert.Throws<FormatException>(() => SiteUrl.Parse(text));

    [Theory]
    [InlineData("~", null, "ftp://u%40b@h:21")]
    [InlineData("~/pub x", null, "ftp://u%40b@h:21/pub%20x")]
    [InlineData("/abs/y", null, "ftp://u%40b@h:21/%2Fabs/y")]
    [InlineData("/home/u/y", "/home/u", "ftp://u%40b@h:21/y")]
    [InlineData("/y", "/", "ftp://u%40b@h:21/y")]
    public void Urls_are_read_back_and_hold_no_password(string directory, string? home, string url)
    {
        var site = new Site { Protocol = "ftp", Host = "h", Port = 21, User = "u@b", Password = new Secret("s3cret"), Directory = directory, Home = home };

        Assert.Equal(url, site.Url);
        Assert.Equal("u@b", SiteUrl.Parse(site.Url).User);
        Assert.Equal("s3cret", SiteUrl.Parse(site.LoginUrl(site.Password)).Password?.Reveal());
    }
}
