using System.Text.RegularExpressions;
using Sealane.Interop.Tests.Daemons;

namespace Sealane.Interop.Tests.Clients;

/// <summary>Data connections must prove their lineage here; data in the clear is allowed, so that <c>--ftp-ssl-control</c> can be tried.</summary>
public sealed class CurlSite : SharedSite
{
    protected override string Settings => "require_ssl_reuse=YES\nforce_local_data_ssl=NO";
}

public sealed class CurlTests(CurlSite shared) : ClientTests(shared), IClassFixture<CurlSite>
{
    // Around the size of a TLS record, and enough for many.
    private static readonly int[] s_sizes = [0, 1, 16383, 16384, 16385, 10 * 1024 * 1024];

    public static TheoryData<string, string, string, string> Ways()
    {
        TheoryData<string, string, string, string> ways = [];
        foreach (string version in (string[])["1.2", "1.3"])
        {
            foreach (string start in (string[])["explicit", "implicit"])
            {
                foreach (string data in (string[])["EPSV", "PASV", "active"])
                {
                    ways.Add(version, start, data, "127.0.0.1");
                    ways.Add(version, start, data, "[::1]");
                }
            }
        }

        return ways;
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Files_of_all_sizes_go_up_and_come_back(string version, string start, string data, string host)
    {
        if (data == "active")
        {
            await RequireActiveTlsAsync();
        }

        string url = start == "explicit" ? $"ftp://{host}:{Site.Port}" : $"ftps://{host}:{Site.ImplicitPort}";
        string[] way = [.. Version(version), .. Data(data)];
        await RoundTripAsync(way, url, $"{version}-{start}-{data}-{host.Length}");
    }

    [Theory]
    [InlineData("EPRT", "127.0.0.1")]
    [InlineData("EPRT", "[::1]")]
    [InlineData("PORT", "127.0.0.1")]
    [InlineData("PASV", "127.0.0.1")]
    public async Task Data_in_the_clear_beside_a_protected_control_connection(string data, string host)
    {
        string[] way = ["--ftp-ssl-control", .. data == "PORT" ? ["-P", "-", "--disable-eprt"] : Data(data == "EPRT" ? "active" : data)];
        await RoundTripAsync(way, $"ftp://{host}:{Site.Port}", $"clear-{data}-{host.Length}");
    }

    [Fact]
    public async Task Resumes_an_upload_where_it_ended()
    {
        string whole = Site.LocalFile("up", 3_000_000);
        File.WriteAllBytes(Site.HomePath("up"), File.ReadAllBytes(whole)[..1_234_567]);
        (await CurlAsync("-C", "-", "-T", whole, Url("up"))).Succeeded();
        Assert.Equal(File.ReadAllBytes(whole), File.ReadAllBytes(Site.HomePath("up")));
    }

    [Fact]
    public async Task Resumes_a_download_where_it_ended()
    {
        byte[] whole = Site.Bytes(3_000_000);
        File.WriteAllBytes(Site.HomePath("down"), whole);
        File.WriteAllBytes(Site.LocalPath("down"), whole[..2_000_001]);
        (await CurlAsync("-C", "-", "-o", Site.LocalPath("down"), Url("down"))).Succeeded();
        Assert.Equal(whole, File.ReadAllBytes(Site.LocalPath("down")));
    }

    [Fact]
    public async Task A_range_is_what_was_asked_for()
    {
        byte[] whole = Site.Bytes(3_000_000);
        File.WriteAllBytes(Site.HomePath("ranged"), whole);
        (await CurlAsync("-r", "1000000-1000099", "-o", Site.LocalPath("range"), Url("ranged"))).Succeeded();
        Assert.Equal(whole[1_000_000..1_000_100], File.ReadAllBytes(Site.LocalPath("range")));
    }

    [Fact]
    public async Task Appends()
    {
        string first = Site.LocalFile("first", 100_000), second = Site.LocalFile("second", 50_001);
        (await CurlAsync("-a", "-T", first, Url("log"))).Succeeded();
        (await CurlAsync("-a", "-T", second, Url("log"))).Succeeded();
        Assert.Equal([.. File.ReadAllBytes(first), .. File.ReadAllBytes(second)], File.ReadAllBytes(Site.HomePath("log")));
    }

    [Fact]
    public async Task Renames_deletes_and_makes_directories()
    {
        File.WriteAllText(Site.HomePath("old name"), "x");
        (await CurlAsync("-Q", "RNFR old name", "-Q", "RNTO new name", "-Q", "MKD sub dir", Url(""))).Succeeded();
        Assert.False(File.Exists(Site.HomePath("old name")));
        Assert.Equal("x", File.ReadAllText(Site.HomePath("new name")));
        (await CurlAsync("-Q", "DELE new name", "-Q", "RMD sub dir", Url(""))).Succeeded();
        Assert.False(File.Exists(Site.HomePath("new name")));
        Assert.False(Directory.Exists(Site.HomePath("sub dir")));
        (await CurlAsync("-Q", "DELE new name", Url(""))).Failed("550");
    }

    [Fact]
    public async Task Makes_missing_directories_for_an_upload()
    {
        string file = Site.LocalFile("leaf", 10);
        (await CurlAsync("--ftp-create-dirs", "-T", file, Url("a/b/c/leaf"))).Succeeded();
        Assert.Equal(10, new FileInfo(Site.HomePath("a/b/c/leaf")).Length);
    }

    [Theory]
    [InlineData("with space")]
    [InlineData("-dash")]
    [InlineData("--")]
    [InlineData(".dot")]
    [InlineData("...")]
    [InlineData("[brackets]{braces}")]
    [InlineData("quote\"quote'")]
    [InlineData("Überraschung-日本語-🦭")]
    [InlineData("trailing ")]
    [InlineData(" leading")]
    [InlineData("back\\slash")]
    [InlineData("star*?")]
    public async Task Names_travel_as_they_are(string name)
    {
        string file = Site.LocalFile("named", 100);
        string url = Url("names/" + Uri.EscapeDataString(name));
        (await CurlAsync("--ftp-create-dirs", "-T", file, url)).Succeeded();
        Assert.Equal(100, new FileInfo(Site.HomePath("names/" + name)).Length);
        Assert.Contains(name, (await CurlAsync("-l", "-Q", "OPTS UTF8 ON", Url("names/"))).Succeeded().Split('\n').Concat(
            Directory.GetFileSystemEntries(Site.HomePath("names")).Select(Path.GetFileName).Where(found => found!.StartsWith('.'))));
        (await CurlAsync("-o", Site.LocalPath("back"), url)).Succeeded();
        Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(Site.LocalPath("back")));
    }

    [Fact]
    public async Task Lists()
    {
        Directory.CreateDirectory(Site.HomePath("listed/sub"));
        File.WriteAllText(Site.HomePath("listed/file"), "12345");
        string list = (await CurlAsync(Url("listed/"))).Succeeded();
        Assert.Matches(@"(?m)^-rw\S+ +\d+ \S+ +\S+ +5 \w{3} [ \d]\d [\d:]{5} file\r?$", list);
        Assert.Matches("(?m)^drwx.* sub\r?$", list);
        Assert.Equal(["file", "sub"], (await CurlAsync("-l", Url("listed/"))).Succeeded().Split('\n', StringSplitOptions.RemoveEmptyEntries).Order());
        Assert.Contains("Size=5;", (await CurlAsync("-X", "MLSD", Url("listed/"))).Succeeded(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Keeps_and_tells_modification_times()
    {
        File.WriteAllText(Site.HomePath("dated"), "x");
        File.SetLastWriteTimeUtc(Site.HomePath("dated"), new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc));
        (await CurlAsync("-R", "-o", Site.LocalPath("dated"), Url("dated"))).Succeeded();
        Assert.Equal(new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc), File.GetLastWriteTimeUtc(Site.LocalPath("dated")));
        Assert.Contains("Content-Length: 1", (await CurlAsync("-I", Url("dated"))).Succeeded(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_hundred_files_over_one_control_connection()
    {
        Directory.CreateDirectory(Site.HomePath("many"));
        for (int i = 1; i <= 200; i++)
        {
            File.WriteAllText(Site.HomePath($"many/{i}"), $"file {i}\n");
        }

        string all = (await CurlAsync(Url("many/[1-200]"))).Succeeded();
        Assert.Equal(string.Concat(Enumerable.Range(1, 200).Select(i => $"file {i}\n")), all);
    }

    [Fact]
    public async Task Another_authority_does_not_do()
    {
        string other = Site.LocalPath("other");
        (await DaemonProcess.RunAsync(["cert", "create", "--out", other])).Succeeded();
        ToolRun run = await Tool.RunAsync("curl", ["-sS", "--ssl-reqd", "--cacert", Path.Combine(other, "ca.pem"), "-u", Site.Credentials, Url("")]);
        run.Failed("certificate");
        Assert.Equal(60, run.ExitCode);
    }

    [Fact]
    public async Task A_password_in_the_clear_is_not_accepted()
    {
        ToolRun run = await Tool.RunAsync("curl", ["-sSv", "-u", Site.Credentials, Url("")]);
        Assert.Equal(67, run.ExitCode);
        Assert.DoesNotContain(Site.Password, run.Error, StringComparison.Ordinal);
    }

    private async Task RoundTripAsync(string[] way, string url, string directory)
    {
        string target = $"{url}/{directory}/";
        Directory.CreateDirectory(Site.HomePath(directory));
        string[] sent = [.. s_sizes.Select(size => Site.LocalFile($"{directory}-{size}", size))];
        (await CurlAsync([.. way, "-T", $"{{{string.Join(',', sent)}}}", target])).Succeeded();
        foreach (string file in sent)
        {
            Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(Site.HomePath($"{directory}/{Path.GetFileName(file)}")));
        }

        string[] got = [.. sent.SelectMany(file => (string[])["-o", file + ".back", target + Path.GetFileName(file)])];
        (await CurlAsync([.. way, .. got])).Succeeded();
        foreach (string file in sent)
        {
            Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(file + ".back"));
        }
    }

    private Task<ToolRun> CurlAsync(params string[] words) =>
        Tool.RunAsync("curl", ["-q", "-sS", .. words.Contains("--ftp-ssl-control") ? (string[])[] : ["--ssl-reqd"], "--cacert", Site.Authority, "-u", Site.Credentials, .. words]);

    private string Url(string path) => $"ftp://localhost:{Site.Port}/{path}";

    private static string[] Version(string version) => version == "1.2" ? ["--tls-max", "1.2"] : ["--tlsv1.3"];

    private static string[] Data(string data) => data switch
    {
        "PASV" => ["--disable-epsv"],
        "active" => ["-P", "-"],
        _ => [],
    };

    // https://github.com/curl/curl/issues/10666: no TLS on active data connections, whatever the server.
    private static async Task RequireActiveTlsAsync()
    {
        string said = (await Tool.RunAsync("curl", ["--version"])).Succeeded();
        var version = System.Version.Parse(Regex.Match(said, @"^curl (\d+\.\d+\.\d+)").Groups[1].Value);
        Assert.SkipWhen(version >= new Version(7, 87) && version < new Version(8, 0), $"curl {version} cannot do TLS on active data connections (curl issue 10666)");
    }
}
