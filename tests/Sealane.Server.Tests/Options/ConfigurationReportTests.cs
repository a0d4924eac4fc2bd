using System.Text.Json;
using Sealane.Server.Options;

namespace Sealane.Server.Tests.Options;

public sealed class ConfigurationReportTests
{
    [Fact]
    public void People_see_what_is_set_and_from_where_and_what_is_wrong()
    {
        string[] lines = Print(TestHost.Check("hide_ids=YES\nisolate=NO\nadmin_listen=x\nmax_clients=x", "chroot_local_user=YES", "better_stou=YES"), all: false);
        Assert.Contains("hide_ids           YES    /etc/test.conf:1  applied", lines);
        Assert.Contains("isolate            NO     /etc/test.conf:2  ignored   There are no session processes.", lines);
        Assert.Contains(lines, line => line.StartsWith("admin_listen       x      /etc/test.conf:3  not yet   ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("better_stou        YES    -o                emulated  ", StringComparison.Ordinal));
        Assert.Contains("/etc/test.conf:4: error: max_clients: wants a whole number, not 'x'.", lines);
        Assert.Contains(lines, line => line.StartsWith("anonymous_enable       NO      vsftpd: YES", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.StartsWith("listen_port", StringComparison.Ordinal));
        Assert.Equal("Not usable: 1 error, 1 warning.", lines[^1]);
    }

    [Fact]
    public void All_shows_every_option()
    {
        string[] lines = Print(TestHost.Check(""), all: true);
        Assert.All(OptionCatalog.All, option => Assert.Contains(lines, line => line.StartsWith(option.Name + " ", StringComparison.Ordinal)));
        Assert.Equal("Ready to serve: no errors, no warnings.", lines[^1]);
    }

    [Fact]
    public void Programs_get_the_same_as_json()
    {
        using MemoryStream stream = new();
        new ConfigurationReport(TestHost.Check("hide_ids=YES\nmax_clients=x")).WriteJson(stream);
        using JsonDocument json = JsonDocument.Parse(stream.ToArray());
        Assert.False(json.RootElement.GetProperty("usable").GetBoolean());
        JsonElement[] options = [.. json.RootElement.GetProperty("options").EnumerateArray()];
        Assert.Equal(OptionCatalog.All.Count, options.Length);
        JsonElement hide = options.Single(option => option.GetProperty("name").ValueEquals("hide_ids"));
        Assert.Equal(("YES", "file", 1), (hide.GetProperty("value").GetString(), hide.GetProperty("from").GetString(), hide.GetProperty("line").GetInt32()));
        Assert.Equal("error", json.RootElement.GetProperty("diagnostics")[0].GetProperty("severity").GetString());
    }

    [Fact]
    public void Passwords_are_masked()
    {
        LoadedConfiguration loaded = TestHost.Check("accounts=postgres://ftp:s3cret@db/ftp");
        Assert.DoesNotContain("s3cret", string.Join('\n', Print(loaded, all: true)), StringComparison.Ordinal);
        Assert.Equal("postgres://ftp:***@db/ftp", loaded.Rows.Single(row => row.Option.Name == "accounts").Value);
    }

    private static string[] Print(LoadedConfiguration loaded, bool all)
    {
        using StringWriter output = new() { NewLine = "\n" };
        new ConfigurationReport(loaded).Write(output, all);
        return output.ToString().TrimEnd('\n').Split('\n');
    }
}
