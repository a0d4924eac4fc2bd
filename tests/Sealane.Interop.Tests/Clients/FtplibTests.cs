using Sealane.Interop.Tests.Daemons;

namespace Sealane.Interop.Tests.Clients;

/// <summary>Python's ftplib as it is: it never resumes a TLS session, so it needs <c>require_ssl_reuse=PREFER</c>.</summary>
public sealed class FtplibTests(SharedSite shared) : ClientTests(shared), IClassFixture<SharedSite>
{
    [Theory]
    [InlineData("plain", "1.2", "localhost")]
    [InlineData("plain", "1.3", "::1")]
    [InlineData("active", "1.2", "::1")]
    [InlineData("active", "1.3", "127.0.0.1")]
    [InlineData("upload_empty", "1.2", "localhost")]
    [InlineData("upload_empty", "1.3", "localhost")]
    [InlineData("upload_cut", "1.2", "localhost")]
    [InlineData("upload_cut", "1.3", "localhost")]
    [InlineData("upload_cut_keeps_old", "1.2", "localhost")]
    [InlineData("upload_cut_keeps_old", "1.3", "localhost")]
    [InlineData("upload_cut_empty", "1.2", "localhost")]
    [InlineData("upload_cut_empty", "1.3", "localhost")]
    [InlineData("reset_after_goodbye", "1.2", "localhost")]
    [InlineData("reset_after_goodbye", "1.3", "localhost")]
    public async Task Goes_through(string scenario, string version, string host) =>
        (await Scenario.RunAsync(Site, scenario, version, host)).Succeeded();

    [Theory]
    [InlineData("1.2", "passive")]
    [InlineData("1.3", "passive")]
    [InlineData("1.2", "active")]
    [InlineData("1.3", "active")]
    public async Task A_download_is_aborted_by_urgent_bytes(string version, string data)
    {
        using (FileStream big = File.Create(Site.HomePath("big")))
        {
            big.SetLength(1L << 30);
        }

        (await Scenario.RunAsync(Site, "abort_download", version, "localhost", data)).Succeeded();
    }

    [Fact]
    public async Task An_upload_outlives_its_control_connection()
    {
        (await Scenario.RunAsync(Site, "leave_after_upload_begins", "1.3", "localhost")).Succeeded();
        await Site.Daemon.WaitForAsync(line => line.Contains("STOR /orphan: Completed, 100000 bytes", StringComparison.Ordinal));
        Assert.Equal(100_000, new FileInfo(Site.HomePath("orphan")).Length);
    }

    [Fact]
    public async Task A_long_directory_is_listed_whole()
    {
        string directory = Directory.CreateDirectory(Site.HomePath("thousand")).FullName;
        for (int i = 0; i < 1000; i++)
        {
            File.WriteAllText(Path.Combine(directory, $"{i:d4} {new string('n', 200)}"), "");
        }

        Assert.Equal("1000\n", (await Scenario.RunAsync(Site, "list_long", "1.3", "localhost")).Succeeded());
    }
}

/// <summary>Runs one scenario of <c>Scripts/ftplib_scenarios.py</c>.</summary>
internal static class Scenario
{
    public static Task<ToolRun> RunAsync(Site site, string scenario, string version, string host, params string[] arguments) => Tool.RunAsync(
        "python3",
        [Path.Combine(AppContext.BaseDirectory, "Scripts", "ftplib_scenarios.py"), scenario, host, Site.Text(site.Port), Site.User, Site.Password, site.Authority, version, .. arguments]);
}
