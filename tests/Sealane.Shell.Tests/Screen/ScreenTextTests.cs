using Sealane.Shell.Screen;
using Sealane.Shell.Sites;

namespace Sealane.Shell.Tests.Screen;

public class ScreenTextTests
{
    [Theory]
    [InlineData(939, "939 B/s", "939b/s")]
    [InlineData(12595.2, "12.3 KiB/s", "12.3K/s")]
    [InlineData(2002780, "1.91 MiB/s", "1.91M/s")]
    [InlineData(0, "", "")]
    public void Rates(double rate, string text, string terse) => Assert.Equal((text, terse), (Amount.Rate(rate), Amount.TerseRate(rate)));

    [Theory]
    [InlineData(1, "1s", "1s")]
    [InlineData(3599, "59m59s", "59m")]
    [InlineData(3600, "1h0m0s", "1h")]
    [InlineData(86400, "1d0h0m0s", "1d")]
    [InlineData(5400, "1h30m0s", "1h30m")]
    public void Durations(int seconds, string text, string terse) =>
        Assert.Equal((text, terse), (Amount.Duration(TimeSpan.FromSeconds(seconds), false), Amount.Duration(TimeSpan.FromSeconds(seconds), true)));

    [Theory]
    [InlineData(18, 0.2, 1, 0, "18 bytes transferred")]
    [InlineData(1, 0.2, 1, 0, "1 byte transferred")]
    [InlineData(6000000, 3, 1, 0, "6000000 bytes transferred in 3 seconds (1.91 MiB/s)")]
    [InlineData(60005, 0, 3, 0, "60005 bytes transferred|Total 3 files transferred")]
    [InlineData(60005, 0, 2, 1, "60005 bytes transferred|Transfer of 1 of 3 files failed")]
    [InlineData(0, 0, 0, 1, "")]
    public void Reports(long bytes, double seconds, int done, int failed, string lines) =>
        Assert.Equal(lines, string.Join('|', TransferReport.Lines(bytes, TimeSpan.FromSeconds(seconds), done, failed)));

    [Fact]
    public void Status_lines()
    {
        Assert.Equal("`big.bin' at 1916928 (63%) 1.91M/s eta:1s [Receiving data]", new TransferStatus("big.bin", 1916928, 3000000, 2002780, TimeSpan.FromSeconds(1), "Receiving data").Line(80, true));
        Assert.Equal("`testfile.txt' at 0 (0%) [Logging in...]", new TransferStatus("testfile.txt", 0, 18, 0, null, "Logging in...").Line(80, true));
        Assert.Equal("`...lly-long-name.txt' at 0 [x]", new TransferStatus("a-really-long-name.txt", 0, null, 0, null, "x").Line(31, true));
    }

    [Theory]
    [InlineData("ftps \\S\\? \\u\\@\\h:\\w> ", "ftps joe@h.example:~/pub> ")]
    [InlineData("\\W|\\s|\\v|\\\\|\\101\\n", "pub|ftps|1.2|\\|A\n")]
    [InlineData("\\U", "ftp://joe@h.example/pub")]
    [InlineData("\\L\\q\\", "tmp\\q\\")]
    public void Prompts(string format, string expected)
    {
        var place = new Place { LocalDirectory = "/tmp", Site = new Site { Protocol = "ftp", Host = "h.example", User = "joe", Directory = "~/pub" } };

        Assert.Equal(expected, PromptText.Expand(format, place, "ftps", "1.2"));
    }

    [Fact]
    public void A_prompt_without_a_site()
    {
        Assert.Equal("ftps :~> ", PromptText.Expand("ftps \\S\\? \\u\\@\\h:\\w> ", new Place(), "ftps", ""));
        Assert.Equal("ftps a :~> ", PromptText.Expand("ftps \\S\\? \\u\\@\\h:\\w> ", new Place { Slot = "a" }, "ftps", ""));
    }
}
