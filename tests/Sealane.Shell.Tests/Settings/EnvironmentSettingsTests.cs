using Sealane.Shell.Settings;

namespace Sealane.Shell.Tests.Settings;

public sealed class EnvironmentSettingsTests
{
    private readonly SettingStore _store = new();

    private void Apply(string? proxy, string? without) =>
        EnvironmentSettings.Apply(_store, name => name == "ftp_proxy" ? proxy : name == "no_proxy" ? without : null);

    [Fact]
    public void A_proxy_that_speaks_ftp_and_the_domains_without_one_are_taken()
    {
        Apply("ftp://u:p@gate.example:2121", "a.example,b.example");
        Assert.Equal("ftp://u:p@gate.example:2121", _store.Text("ftp:proxy"));
        Assert.Equal("a.example,b.example", _store.Text("net:no-proxy"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("http://gate.example:3128")]
    public void A_proxy_for_programs_that_speak_http_is_not(string? proxy)
    {
        Apply(proxy, null);
        Assert.Empty(_store.Changed());
    }
}
