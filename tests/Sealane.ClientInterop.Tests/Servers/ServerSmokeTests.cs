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
        if (tls != TlsRange.Both)
        {
            return;
        }

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
    public async Task Lftp_mirrors(ServerKind kind, TlsRange tls)
    {
        ForeignServer server = await ServerAsync(kind, tls);
        (string directory, string path) = server.MakeDirectory();
        int[] sizes = [0, 1, 16383, 16384, 16385, 300_000];

        // lftp 4.9 leaves the tickets unread that a TLS 1.3 server sends on an upload's data connection, and closes: a reset, which takes what the server has not read
        // yet with it. vsftpd says 426 then (and lftp tries again after 15 s); pyftpdlib says 226 to the shortened file. Our own sends them when they do no harm.
        bool uploads = tls == TlsRange.Only12 || kind is ServerKind.Ftpsd or ServerKind.FtpsdPrefer;
        string tree = Directory.CreateDirectory(uploads ? Local.File("tree") : Path.Combine(path, "tree")).FullName, back = Local.File("back");
        foreach (int size in sizes)
        {
            File.WriteAllBytes(Path.Combine(tree, $"{size}"), Site.Bytes(size));
        }

        ToolRun run = await LftpAsync(server, $"{(uploads ? $"mirror -R {tree} {directory}/tree" : "")}; mirror {directory}/tree {back}; ls {directory}/tree");
        Assert.Contains("16385", run.Succeeded(), StringComparison.Ordinal);
        foreach (int size in sizes)
        {
            Assert.Equal(Site.Bytes(size), File.ReadAllBytes(Path.Combine(path, "tree", $"{size}")));
            Assert.Equal(Site.Bytes(size), File.ReadAllBytes(Path.Combine(back, $"{size}")));
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
