using Sealane.Shell.Sites;
using Sealane.Shell.Transfers.Mirrors;

namespace Sealane.Shell.Tests.Transfers;

public sealed class MirrorTimeTests
{
    [Theory]
    [InlineData("now-7days", 7)]
    [InlineData("now - 2 weeks", 14)]
    [InlineData("3 days ago", 3)]
    [InlineData("now-12hours", 0.5)]
    [InlineData("yesterday", 1)]
    public void Times_before_now(string text, double days)
    {
        DateTime before = DateTime.UtcNow;
        Assert.InRange(MirrorTime.Parse(text, new Place()).AddDays(days), before.AddSeconds(-1), DateTime.UtcNow.AddSeconds(1));
    }

    [Fact]
    public void Dates_and_files()
    {
        Assert.Equal(new DateTime(2026, 1, 31).ToUniversalTime(), MirrorTime.Parse("2026-01-31", new Place()));
        Assert.Equal(File.GetLastWriteTimeUtc(AppContext.BaseDirectory), MirrorTime.Parse(AppContext.BaseDirectory, new Place()));
        Assert.Equal("nonsense: No such file or directory", Assert.Throws<CommandException>(() => MirrorTime.Parse("nonsense", new Place())).Message);
    }
}
