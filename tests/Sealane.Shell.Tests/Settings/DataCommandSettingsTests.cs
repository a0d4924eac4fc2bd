using Sealane.Client;
using Sealane.Shell.Remote;
using Sealane.Shell.Settings;
using Sealane.Shell.Sites;
using Sealane.Shell.Tests.Support;

namespace Sealane.Shell.Tests.Settings;

/// <summary>Settings about transfers, as the library gets them.</summary>
public sealed class DataCommandSettingsTests
{
    public static TheoryData<string, string, string> Bindings() => new()
    {
        { "", "", "Size True, catch True, allo False, abor True 15, telnet -, utime True True -, rest True, begin 5" },
        { "ftp:use-size", "no", "Size False, catch True, allo False, abor True 15, telnet -, utime True True -, rest True, begin 5" },
        { "ftp:catch-size", "no", "Size True, catch False, allo False, abor True 15, telnet -, utime True True -, rest True, begin 5" },
        { "ftp:use-allo", "yes", "Size True, catch True, allo True, abor True 15, telnet -, utime True True -, rest True, begin 5" },
        { "ftp:use-abor", "no", "Size True, catch True, allo False, abor False 15, telnet -, utime True True -, rest True, begin 5" },
        { "ftp:abor-max-wait", "3s", "Size True, catch True, allo False, abor True 3, telnet -, utime True True -, rest True, begin 5" },
        { "ftp:abor-max-wait", "never", "Size True, catch True, allo False, abor True 86400, telnet -, utime True True -, rest True, begin 5" },
        { "ftp:use-telnet-iac", "yes", "Size True, catch True, allo False, abor True 15, telnet True, utime True True -, rest True, begin 5" },
        { "ftp:use-telnet-iac", "no", "Size True, catch True, allo False, abor True 15, telnet False, utime True True -, rest True, begin 5" },
        { "ftp:use-site-utime", "no", "Size True, catch True, allo False, abor True 15, telnet -, utime False True -, rest True, begin 5" },
        { "ftp:use-site-utime2", "no", "Size True, catch True, allo False, abor True 15, telnet -, utime True False -, rest True, begin 5" },
        { "ftp:use-mdtm-overloaded", "yes", "Size True, catch True, allo False, abor True 15, telnet -, utime True True True, rest True, begin 5" },
        { "ftp:rest-stor", "no", "Size True, catch True, allo False, abor True 15, telnet -, utime True True -, rest False, begin 5" },
        { "ftp:waiting-150-timeout", "never", "Size True, catch True, allo False, abor True 15, telnet -, utime True True -, rest True, begin -" },
    };

    [Theory]
    [MemberData(nameof(Bindings))]
    public void Each_setting_sets_what_it_names_and_nothing_else(string name, string value, string expected)
    {
        var settings = new SettingStore();
        if (name.Length > 0)
        {
            settings.Set(name, value);
        }

        CommandUse use = CommandUseSettings.For(settings, ["u@h", "h"]);
        Assert.Equal(expected, $"Size {use.Size}, catch {use.CatchSize}, allo {use.Allo}, abor {use.Abor} {use.AborPatience?.TotalSeconds}, telnet {Or(use.TelnetIac)}, "
            + $"utime {use.SiteUtime} {use.SiteUtimeTwo} {Or(use.MdtmOverloaded)}, rest {use.RestStor}, begin {Or(use.BeginPatience?.TotalSeconds)}");

        static string Or<T>(T? one) => one?.ToString() ?? "-";
    }

    [Fact]
    public async Task The_shorter_of_both_timeouts_ends_a_transfer_that_does_not_move()
    {
        using var shell = new ShellUnderTest();
        var options = new SiteOptions(shell.Shell);
        var site = new Site { Protocol = "ftp", Host = "h" };
        await shell.RunAsync("set xfer:timeout 7s");
        Assert.Equal(TimeSpan.FromSeconds(7), options.For(site).StallTimeout);
        await shell.RunAsync("set net:timeout 3s");
        Assert.Equal(TimeSpan.FromSeconds(3), options.For(site).StallTimeout);
    }

    [Fact]
    public async Task Buffers_have_our_own_size_until_somebody_sets_another()
    {
        using var shell = new ShellUnderTest();
        var options = new SiteOptions(shell.Shell);
        var site = new Site { Protocol = "ftp", Host = "h" };
        Assert.Null(options.For(site).BufferSize);
        await shell.RunAsync("set xfer:buffer-size 4k");
        Assert.Equal(4096, options.For(site).BufferSize);
    }
}
