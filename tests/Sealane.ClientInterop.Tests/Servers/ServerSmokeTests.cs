using System.Net;

namespace Sealane.ClientInterop.Tests.Servers;

/// <summary>The judges are judged first: foreign clients, with verification on, get along with every server that they can.</summary>
public sealed class ServerSmokeTests(ServerPark park) : ServerTests(park)
{
    public static TheoryData<ServerKind, TlsRange> All()
    {
        TheoryData<ServerKind, TlsRange> all = [];
        foreach (ServerKind kind in Enum.GetValues<ServerKind>())
        {
            foreach (TlsRange tls in Enum.GetValues<TlsRange>())
            {
                all.Add(kind, tls);
            }
        }

        return all;
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Curl_uploads_lists_and_downloads(ServerKind kind, TlsRange tls)
    {
        ForeignServer server = await ServerAsync(kind, tls);
        (string directory, string path) = server.MakeDirectory();
        if (!server.Has(ServerTraits.EarlyTls))
        {
            // curl 7.88 knows no other order. lftp does.
            string url = $"ftp://127.0.0.1:{server.Port}/{directory}/";
            ToolRun run = await Tool.RunAsync("curl", ["-sS", "--ssl-reqd", "--cacert", server.CaFile, "-u", ForeignServer.Credentials, url]);
            Assert.True(run.ExitCode is 13 or 35, run.ToString());
            return;
        }

        await CurlAsync(server, $"ftp://localhost:{server.Port}", directory, path);
        await CurlAsync(server, $"ftp://127.0.0.1:{server.Port}", directory, path);
        if (server.Has(ServerTraits.IPv6))
        {
            await CurlAsync(server, $"ftp://[::1]:{server.Port}", directory, path);
        }

        if (server.ImplicitPort is { } port)
        {
            await CurlAsync(server, $"ftps://127.0.0.1:{port}", directory, path);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Lftp_mirrors_both_ways(ServerKind kind, TlsRange tls)
    {
        ForeignServer server = await ServerAsync(kind, tls);
        (string directory, string path) = server.MakeDirectory();
        Directory.CreateDirectory(Local.File("tree/sub"));
        foreach (int size in (int[])[0, 1, 16383, 16384, 16385, 300_000])
        {
            LocalFile($"tree/sub/{size}", size);
        }

        string tree = Local.File("tree"), back = Local.File("back");
        ToolRun run = await LftpAsync(server, $"mirror -R {tree} {directory}/tree; mirror {directory}/tree {back}; ls {directory}/tree/sub");
        Assert.Contains("16385", run.Succeeded(), StringComparison.Ordinal);
        foreach (string file in Directory.GetFiles(Local.File("tree/sub")))
        {
            Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(Path.Combine(path, "tree/sub", Path.GetFileName(file))));
            Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(Path.Combine(back, "sub", Path.GetFileName(file))));
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task It_speaks_no_other_version(ServerKind kind, TlsRange tls)
    {
        ForeignServer server = await ServerAsync(kind, tls);
        foreach ((string option, TlsRange version) in ((string, TlsRange)[])[("-tls1_2", TlsRange.Only12), ("-tls1_3", TlsRange.Only13)])
        {
            ToolRun run = await Tool.RunAsync("openssl", ["s_client", option, "-starttls", "ftp", "-connect", $"127.0.0.1:{server.Port}", "-CAfile", server.CaFile, "-verify_return_error"], "QUIT\r\n");
            Assert.True((run.ExitCode == 0 && run.Output.Contains("Verify return code: 0 (ok)", StringComparison.Ordinal)) == (tls == TlsRange.Both || tls == version), run.ToString());
        }
    }

    [Theory]
    [InlineData(ServerKind.Vsftpd)]
    [InlineData(ServerKind.ProFtpd)]
    [InlineData(ServerKind.PureFtpd)]
    [InlineData(ServerKind.Pyftpdlib)]
    [InlineData(ServerKind.Ftpsd)]
    public async Task Nobody_gets_in_with_another_password_or_without_tls(ServerKind kind)
    {
        ForeignServer server = await ServerAsync(kind);
        string url = $"ftp://127.0.0.1:{server.Port}/";
        (await Tool.RunAsync("curl", ["-sS", "--ssl-reqd", "--cacert", server.CaFile, "-u", ForeignServer.UserName + ":wrong", url])).Failed("530");
        Assert.NotEqual(0, (await Tool.RunAsync("curl", ["-sS", "-u", ForeignServer.Credentials, url])).ExitCode);
        (await Tool.RunAsync("curl", ["-sS", "--ssl-reqd", "-u", ForeignServer.Credentials, url])).Failed("certificate");
    }

    [Theory]
    [InlineData(ServerKind.Vsftpd)]
    [InlineData(ServerKind.ProFtpd)]
    [InlineData(ServerKind.Ftpsd)]
    public async Task A_data_connection_that_resumes_nothing_is_refused(ServerKind kind)
    {
        ForeignServer server = await ServerAsync(kind, TlsRange.Only12);
        Assert.True(server.Has(ServerTraits.RequiresReuse));
        ToolRun run = await Tool.RunAsync("curl", ["-sS", "--no-sessionid", "--ssl-reqd", "--cacert", server.CaFile, "-u", ForeignServer.Credentials, $"ftp://127.0.0.1:{server.Port}/"]);
        Assert.NotEqual(0, run.ExitCode);
    }

    private async Task CurlAsync(ForeignServer server, string url, string directory, string path)
    {
        string name = WebUtility.UrlEncode(url), sent = LocalFile("sent", 100_000), got = Local.File("got");
        string[] way = ["-sS", "--ssl-reqd", "--cacert", server.CaFile, "-u", ForeignServer.Credentials];
        string target = $"{url}/{directory}/{name.Replace("%", "", StringComparison.Ordinal)}";
        (await Tool.RunAsync("curl", [.. way, "-T", sent, target])).Succeeded();
        Assert.Equal(File.ReadAllBytes(sent), File.ReadAllBytes(Path.Combine(path, Path.GetFileName(target))));
        Assert.Contains(Path.GetFileName(target), (await Tool.RunAsync("curl", [.. way, $"{url}/{directory}/"])).Succeeded(), StringComparison.Ordinal);
        (await Tool.RunAsync("curl", [.. way, "-o", got, target])).Succeeded();
        Assert.Equal(File.ReadAllBytes(sent), File.ReadAllBytes(got));
    }

    private static Task<ToolRun> LftpAsync(ForeignServer server, string commands) => Tool.RunAsync("lftp", ["--norc", "-c", $"""
        set ssl:ca-file "{server.CaFile}"
        set ftp:ssl-force yes
        set ftp:ssl-protect-data yes
        set net:max-retries 1
        set net:timeout 20
        set cmd:fail-exit yes
        open -u "{ForeignServer.UserName},{ForeignServer.Password}" ftp://localhost:{server.Port}
        {commands}
        """]);
}
