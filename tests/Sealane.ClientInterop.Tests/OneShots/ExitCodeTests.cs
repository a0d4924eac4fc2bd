using System.Diagnostics;
using Sealane.ClientInterop.Tests.Relays;
using Sealane.ClientInterop.Tests.Servers;

namespace Sealane.ClientInterop.Tests.OneShots;

/// <summary>What scripts rely on: the documented exit codes, one clear line, and no password anywhere.</summary>
public sealed class ExitCodeTests(ServerPark park) : OneShotTests(park)
{
    [Theory]
    [InlineData(ServerKind.Vsftpd)]
    [InlineData(ServerKind.ProFtpd)]
    [InlineData(ServerKind.PureFtpd)]
    [InlineData(ServerKind.Pyftpdlib)]
    [InlineData(ServerKind.Ftpsd)]
    public async Task Untrusted_wrong_password_missing(ServerKind kind)
    {
        ForeignServer server = await ServerAsync(kind);
        Ftps.Environment["LFTP_PASSWORD"] = ForeignServer.Password;
        ProgramRun untrusted = (await Ftps.RunAsync(["ls", Url(server, "")])).Ended(4);
        Assert.Contains($"ftps trust add localhost:{server.Port} --pin sha256:", untrusted.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("set ssl:", untrusted.Error, StringComparison.Ordinal);

        Ftps.Environment["LFTP_PASSWORD"] = "secret-and-wrong";
        ProgramRun login = (await Ftps.RunAsync(["ls", "--ca", server.CaFile, "-v", Url(server, "")])).Ended(5);
        Assert.DoesNotContain("secret-and-wrong", login.Error + login.Output, StringComparison.Ordinal);
        (await RunAsync(server, "get", Url(server, "no such file"))).Ended(3);
        (await RunAsync(server, "cat", Url(server, "no such file"))).Ended(3);
        (await RunAsync(server, "ls", Url(server, "no such directory"))).Ended(3);
    }

    [Fact]
    public async Task Nobody_there()
    {
        int port = Site.FreePort();
        ProgramRun refused = (await Ftps.RunAsync(["ls", $"ftp://anonymous@127.0.0.1:{port}/"])).Ended(6);
        Assert.Single(refused.Error.TrimEnd().Split('\n'));
        Assert.Contains($"ftps doctor 127.0.0.1:{port}", refused.Error, StringComparison.Ordinal);
        (await Ftps.RunAsync(["ls", "ftp://no-such-host.invalid/"])).Ended(6);
    }

    [Theory]
    [InlineData("get", "--frob", "ftp://h/x")]
    [InlineData("get")]
    [InlineData("get", "http://h/x")]
    [InlineData("get", "ftp://h/dir/")]
    [InlineData("get", "-o", "a", "ftp://h/x", "ftp://h/y")]
    [InlineData("get", "ftp://h/a/x", "ftp://h/b/x")]
    [InlineData("get", "ftp://h:99999/x")]
    [InlineData("get", "ftp://h/a%0D%0ADELE%20b")]
    [InlineData("put", "file")]
    [InlineData("put", "-", "ftp://h/")]
    [InlineData("rm", "-r", "ftp://h/")]
    [InlineData("mv", "ftp://h/a", "ftp://other/a")]
    [InlineData("mirror", "a", "b")]
    [InlineData("mirror", "--max-delete", "5", "ftp://h/", "b")]
    [InlineData("hash", "-a", "sha3", "ftp://h/x")]
    [InlineData("ls", "--tls-min", "1.1", "ftp://h/")]
    [InlineData("ls", "--retries", "-1", "ftp://h/")]
    [InlineData("trust")]
    [InlineData("trust", "add", "--yes", "h")]
    [InlineData("doctor")]
    public async Task Words_that_make_no_sense(params string[] words)
    {
        ProgramRun run = (await Ftps.RunAsync(words)).Ended(2);
        Assert.StartsWith("ftps " + words[0], run.Error, StringComparison.Ordinal);
        Assert.Equal("", run.Output);
        ProgramRun json = (await Ftps.RunAsync([words[0], .. words[1..], "--json"])).Ended(2);
        Assert.Equal("usage", Assert.Single(json.Of("error")).GetProperty("kind").GetString());
    }

    [Fact]
    public async Task A_password_in_a_url_serves_and_is_never_shown()
    {
        ForeignServer server = await ServerAsync(ServerKind.Ftpsd);
        string secret = Uri.EscapeDataString(ForeignServer.Password), url = $"ftp://{ForeignServer.UserName}:{secret}@localhost:{server.Port}";
        ProgramRun run = (await Ftps.RunAsync(["ls", "--ca", server.CaFile, "-v", "--json", url + "/"])).Ended(0);
        ProgramRun missing = (await Ftps.RunAsync(["get", "--ca", server.CaFile, "-v", url + "/missing"])).Ended(3);
        ProgramRun misused = (await Ftps.RunAsync(["get", "--frob=" + url, url])).Ended(2);
        ProgramRun directory = (await Ftps.RunAsync(["get", url + "/"])).Ended(2);
        foreach (ProgramRun one in (ProgramRun[])[run, missing, misused, directory])
        {
            Assert.DoesNotContain(ForeignServer.Password, one.Output + one.Error, StringComparison.Ordinal);
            Assert.DoesNotContain(secret, one.Output + one.Error, StringComparison.Ordinal);
        }

        Assert.Contains(":***@", run.Output, StringComparison.Ordinal);
        Assert.Contains("PASS", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Passwords_from_everywhere()
    {
        ForeignServer server = await ServerAsync(ServerKind.Ftpsd);
        string url = Url(server, ""), plain = $"ftp://localhost:{server.Port}/";
        string[] way = ["--ca", server.CaFile];
        (await Ftps.RunAsync(["ls", .. way, url])).Ended(5);
        (await Ftps.RunAsync(["ls", .. way, "-u", $"{ForeignServer.UserName},{ForeignServer.Password}", plain])).Ended(0);
        (await Ftps.RunAsync(["ls", .. way, $"-u{ForeignServer.UserName},{ForeignServer.Password}", plain])).Ended(0);
        (await Ftps.RunAsync(["ls", .. way, "--password-command", $"echo '{ForeignServer.Password}'; echo more", url])).Ended(0);
        ProgramRun failed = (await Ftps.RunAsync(["ls", .. way, "--password-command", "exit 3", url])).Ended(5);
        Assert.Contains("exit code 3", failed.Error, StringComparison.Ordinal);
        (await Ftps.RunAsync(["ls", .. way, "--password-stdin", url], System.Text.Encoding.UTF8.GetBytes(ForeignServer.Password + "\n"))).Ended(0);
        (await Ftps.RunAsync(["ls", .. way, "--env-password", url])).Ended(5);

        string netrc = Local.Write(".netrc", $"machine other login x password y\nmachine localhost login {ForeignServer.UserName} password \"{ForeignServer.Password}\"\n");
        File.SetUnixFileMode(netrc, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        (await Ftps.RunAsync(["ls", .. way, plain])).Ended(0);
        (await Ftps.RunAsync(["ls", .. way, url])).Ended(0);
        File.SetUnixFileMode(netrc, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        ProgramRun open = (await Ftps.RunAsync(["ls", .. way, plain])).Ended(5);
        Assert.Contains("chmod 600", open.Error, StringComparison.Ordinal);

        Ftps.Environment["LFTP_PASSWORD"] = ForeignServer.Password;
        (await Ftps.RunAsync(["ls", .. way, "--env-password", url])).Ended(0);
    }

    [Fact]
    public async Task Plain_text_is_asked_for_by_name()
    {
        ForeignServer server = await ServerAsync(ServerKind.Ftpsd);
        ProgramRun run = await RunAsync(server, "ls", $"ftp+plain://{ForeignServer.UserName}@localhost:{server.Port}/");
        Assert.NotEqual(0, run.ExitCode);
        ProgramRun insecure = (await Ftps.RunAsync(["ls", "--insecure-no-verify", Url(server, "")])).Ended(0);
        Assert.Contains("not verified", insecure.Error, StringComparison.Ordinal);
        (await Ftps.RunAsync(["ls", "--ca", server.CaFile, $"ftps://{ForeignServer.UserName}@localhost:{server.ImplicitPort}/"])).Ended(0);
    }

    [Fact]
    public async Task A_broken_download_is_gone_on_with()
    {
        ForeignServer server = await ServerAsync(ServerKind.ProFtpd);
        await using Relay relay = Relay.Start(server);
        (string directory, _) = server.MakeDirectory();
        byte[] content = Site.Bytes(2_000_000);
        server.PutFile($"{directory}/f", content);
        string url = Url(server, $"{directory}/f").Replace("localhost", relay.Address.ToString(), StringComparison.Ordinal);
        // A reset would also take away what has arrived and was not read yet, which may be all of it.
        relay.Harm(Channel.Data, new Fault.Cut(Direction.ToClient, 700_000, Ending.Fin));
        ProgramRun run = (await RunAsync(server, "get", "--json", "-o", "f", url)).Ended(0);
        Assert.Equal(content, File.ReadAllBytes(Local.File("f")));
        Assert.Equal(1, Assert.Single(run.Of("retry")).GetProperty("attempt").GetInt32());
        Assert.InRange(Assert.Single(run.Of("file")).GetProperty("bytes").GetInt64(), 1_000_000, 1_999_999);

        relay.Harm(Channel.Data, new Fault.Cut(Direction.ToClient, 700_000, Ending.Reset));
        Assert.Equal(content, (await RunAsync(server, "cat", url)).Ended(0).Bytes);

        relay.Harm(Channel.Data, new Fault.Cut(Direction.ToClient, 700_000, Ending.Fin));
        (await RunAsync(server, "get", "--retries", "0", "-o", "g", url)).Ended(6);
        Assert.False(File.Exists(Local.File("g")));
        Assert.True(File.Exists(Local.File("g.part")));
    }

    [Fact]
    public async Task Ctrl_C_keeps_what_has_arrived()
    {
        ForeignServer server = await ServerAsync(ServerKind.Ftpsd);
        await using Relay relay = Relay.Start(server);
        (string directory, _) = server.MakeDirectory();
        byte[] content = Site.Bytes(2_000_000);
        server.PutFile($"{directory}/f", content);
        string url = Url(server, $"{directory}/f").Replace("localhost", relay.Address.ToString(), StringComparison.Ordinal);
        relay.Harm(Channel.Data, new Fault.Stalled(Direction.ToClient, 1_000_000));
        using Process process = Ftps.Start(["get", .. Way(server), "-o", "f", url]);
        string part = Local.File("f.part");
        while (!File.Exists(part) || new FileInfo(part).Length < 500_000)
        {
            Assert.False(process.HasExited);
            await Task.Delay(20);
        }

        (await Tool.RunAsync("/bin/sh", ["-c", $"kill -INT {process.Id}"])).Succeeded();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(130, process.ExitCode);
        Assert.Contains("interrupted", await process.StandardError.ReadToEndAsync(), StringComparison.Ordinal);
        long kept = new FileInfo(part).Length;
        Assert.False(File.Exists(Local.File("f")));
        ProgramRun rest = (await RunAsync(server, "get", "--json", "-o", "f", url)).Ended(0);
        Assert.Equal(content.Length - kept, Assert.Single(rest.Of("file")).GetProperty("bytes").GetInt64());
        Assert.Equal(content, File.ReadAllBytes(Local.File("f")));
    }

    [Fact]
    public async Task A_hash_that_differs_is_8_and_nothing_gets_its_name()
    {
        await using var server = new PyftpdlibServer(TlsRange.Both, lies: true);
        await server.StartAsync();
        server.PutFile("f", Site.Bytes(5000));
        ProgramRun get = (await RunAsync(server, "get", "--verify", Url(server, "f"))).Ended(8);
        Assert.Contains("differs", get.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Local.File("f")));
        LocalFile("g", 100);
        (await RunAsync(server, "put", "--verify=sha256", "g", Url(server, "g"))).Ended(8);
        (await RunAsync(server, "put", "--verify=md5", "g", Url(server, "g"))).Ended(8);

        // A damaged part is not gone on with: without --verify all of it comes again.
        ProgramRun again = (await RunAsync(server, "get", "--json", Url(server, "f"))).Ended(0);
        Assert.Equal(5000, Assert.Single(again.Of("file")).GetProperty("bytes").GetInt64());
    }

    [Fact]
    public async Task A_wrong_password_is_tried_once()
    {
        ForeignServer server = await ServerAsync(ServerKind.Ftpsd);
        await using Relay relay = Relay.Start(server);
        Ftps.Environment["LFTP_PASSWORD"] = "wrong";
        string host = relay.Address.ToString();
        string[] urls = [.. Enumerable.Range(0, 5).Select(number => $"ftp://{ForeignServer.UserName}@{host}:{server.Port}/f{number}")];
        (await Ftps.RunAsync(["get", "--ca", server.CaFile, .. urls])).Ended(5);
        Assert.Single(relay.Control);
    }
}
