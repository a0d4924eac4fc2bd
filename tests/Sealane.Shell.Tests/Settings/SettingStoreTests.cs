using Sealane.Shell.Settings;

namespace Sealane.Shell.Tests.Settings;

public class SettingStoreTests
{
    private readonly SettingStore _store = new();

    [Theory]
    [InlineData("ssl:verify-certificate", "ssl:verify-certificate")]
    [InlineData("verify-cert", "ssl:verify-certificate")]
    [InlineData("ssl:ver", "ssl:verify-certificate")]
    [InlineData("passive", "ftp:passive-mode")]
    [InlineData("PROMPT", "cmd:prompt")]
    [InlineData("n:idle", "net:idle")]
    public void Names_may_be_abbreviated(string typed, string name) => Assert.Equal(name, SettingCatalog.Resolve(typed).Name);

    [Theory]
    [InlineData("ftp:foo", "1", "ftp:foo: no such variable. Use `set -a' to look at all variables.")]
    [InlineData("use", "1", "use: ambiguous variable name. Use `set -a' to look at all variables.")]
    [InlineData("timeout", "1", "timeout: ambiguous variable name. Use `set -a' to look at all variables.")]
    [InlineData("ftp:passive-mode", "maybe", "maybe: invalid boolean value.")]
    [InlineData("ftp:use-pret", "x", "x: invalid boolean/auto value.")]
    [InlineData("net:timeout", "5x", "5x: Invalid time unit letter, only [smhd] are allowed..")]
    [InlineData("net:timeout", "", ": Invalid time format. Format is <time><unit>, e.g. 2h30m..")]
    [InlineData("xfer:parallel", "-1", "-1: invalid unsigned number.")]
    [InlineData("ftp:retry-530", "(", null)]
    public void Refusals_are_lftps(string name, string value, string? message)
    {
        string said = Assert.Throws<SettingException>(() => _store.Set(name, value)).Message;

        Assert.Equal(message ?? said, said);
    }

    [Theory]
    [InlineData("1d12h30m5s", 131405)]
    [InlineData("120", 120)]
    [InlineData("0.8s", 0.8)]
    [InlineData("1.5h", 5400)]
    public void Intervals(string text, double seconds)
    {
        _store.Set("net:idle", text);
        Assert.Equal(TimeSpan.FromSeconds(seconds), _store.Interval("net:idle"));
    }

    [Theory]
    [InlineData("never")]
    [InlineData("inf")]
    public void Never_is_an_interval(string text)
    {
        _store.Set("net:idle", text);
        Assert.Null(_store.Interval("net:idle"));
    }

    [Theory]
    [InlineData("0x10000", 65536)]
    [InlineData("16M", 16777216)]
    [InlineData("010", 8)]
    [InlineData("2k", 2048)]
    public void Numbers(string text, long number)
    {
        _store.Set("cache:size", text);
        Assert.Equal(number, _store.Number("cache:size"));
    }

    [Theory]
    [InlineData("10k", 10240, 10240)]
    [InlineData("1M:0", 1048576, 0)]
    public void Rates(string text, long down, long up)
    {
        _store.Set("net:limit-rate", text);
        Assert.Equal((down, up), _store.Rate("net:limit-rate"));
    }

    [Fact]
    public void The_most_specific_closure_wins()
    {
        _store.Set("ssl:verify-certificate/*.example.org", "no");
        _store.Set("ssl:verify-certificate/joe@a.example.org", "yes");

        Assert.True(_store.Flag("ssl:verify-certificate", "joe@a.example.org", "a.example.org"));
        Assert.False(_store.Flag("ssl:verify-certificate", "ann@a.example.org", "A.EXAMPLE.ORG"));
        Assert.True(_store.Flag("ssl:verify-certificate", "other.net"));
        _store.Set("ssl:verify-certificate/*.example.org", null);
        Assert.True(_store.Flag("ssl:verify-certificate", "a.example.org"));
    }

    [Fact]
    public void Unsetting_brings_the_default_back()
    {
        _store.Set("xfer:clobber", "yes");
        _store.Set("xfer:clobber", null);

        Assert.False(_store.Flag("xfer:clobber"));
        Assert.Empty(_store.Changed());
    }

    [Fact]
    public void What_has_no_effect_is_told_once()
    {
        List<string> told = [];
        _store.Notices.Tell = told.Add;
        string[] inert = [.. SettingCatalog.All.Where(definition => !definition.InEffect && definition.Kind == SettingKind.Flag).Select(definition => definition.Name)];
        _store.Set(inert[0], "yes");
        _store.Set(inert[0], "no");
        _store.Set("http:cookie", "x");
        _store.Set("sftp:auto-confirm", "yes");
        _store.Set("cmd:fail-exit", "yes");

        Assert.Equal(2, told.Count);
        Assert.StartsWith($"Warning: {inert[0]} ", told[0], StringComparison.Ordinal);
        Assert.Contains("http:cookie", told[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_reason_is_told_where_there_is_one()
    {
        List<string> told = [];
        _store.Notices.Tell = told.Add;
        _store.Set("dns:use-fork", "no");

        Assert.Equal($"Warning: dns:use-fork has no effect here. {SettingCatalog.Find("dns:use-fork")!.Reason}", Assert.Single(told));
        Assert.EndsWith("nothing to switch.", told[0], StringComparison.Ordinal);
    }
}
