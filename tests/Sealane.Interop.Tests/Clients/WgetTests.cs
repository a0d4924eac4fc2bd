using Sealane.Interop.Tests.Daemons;

namespace Sealane.Interop.Tests.Clients;

/// <summary>wget, which Debian builds with GnuTLS.</summary>
public sealed class WgetTests(SharedSite shared) : ClientTests(shared), IClassFixture<SharedSite>
{
    [Theory]
    [InlineData("explicit", "--passive-ftp")]
    [InlineData("explicit", "--no-passive-ftp")]
    [InlineData("implicit", "--passive-ftp")]
    public async Task Downloads(string start, string data)
    {
        byte[] bytes = Site.Bytes(1_000_003);
        File.WriteAllBytes(Site.HomePath("some file"), bytes);
        string target = Site.LocalPath($"wget-{start}{data}");
        (await WgetAsync(start, data, "-O", target, Url(start, "some%20file"))).Succeeded();
        Assert.Equal(bytes, File.ReadAllBytes(target));
    }

    [Fact]
    public async Task Goes_on_where_a_download_ended()
    {
        byte[] bytes = Site.Bytes(900_001);
        File.WriteAllBytes(Site.HomePath("half"), bytes);
        File.WriteAllBytes(Site.LocalPath("half"), bytes[..400_000]);
        (await WgetAsync("explicit", "-c", "-P", Path.GetDirectoryName(Site.LocalPath("half"))!, Url("explicit", "half"))).Succeeded();
        Assert.Equal(bytes, File.ReadAllBytes(Site.LocalPath("half")));
    }

    [Fact]
    public async Task Fetches_a_tree()
    {
        Directory.CreateDirectory(Site.HomePath("tree/sub dir"));
        File.WriteAllText(Site.HomePath("tree/a"), "a");
        File.WriteAllText(Site.HomePath("tree/sub dir/ü [b]"), "b");
        string target = Site.LocalPath("tree");
        (await WgetAsync("explicit", "-r", "-nH", "--restrict-file-names=nocontrol", "-P", target, Url("explicit", "tree/"))).Succeeded();
        Assert.Equal("a", File.ReadAllText(Path.Combine(target, "tree/a")));
        Assert.Equal("b", File.ReadAllText(Path.Combine(target, "tree/sub dir/ü [b]")));
    }

    [Fact]
    public async Task Does_not_take_another_authority()
    {
        string other = Site.LocalPath("other");
        (await DaemonProcess.RunAsync(["cert", "create", "--out", other])).Succeeded();
        ToolRun run = await Tool.RunAsync("wget", ["-O", "-", $"--ca-certificate={Path.Combine(other, "ca.pem")}", Url("explicit", "")]);
        Assert.Equal(5, run.ExitCode);
    }

    private Task<ToolRun> WgetAsync(string start, params string[] words) => Tool.RunAsync("wget",
        ["--no-config", "--no-verbose", "--tries=1", "--timeout=30", .. start == "implicit" ? (string[])["--ftps-implicit"] : [],
            $"--ca-certificate={Site.Authority}", $"--user={Site.User}", $"--password={Site.Password}", .. words]);

    private string Url(string start, string path) => $"ftps://localhost:{(start == "implicit" ? Site.ImplicitPort : Site.Port)}/{path}";
}
