using System.Text.Json;
using System.Text.RegularExpressions;

namespace Sealane.Interop.Tests.Service;

/// <summary>The configuration is exchanged while the server runs: as a whole or not at all.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class ReloadTests
{
    [Fact]
    public async Task A_good_configuration_is_used_and_a_bad_one_is_not()
    {
        using ServedDirectory site = new("ftpd_banner=first");
        await site.AddUserAsync();
        int second = Site.FreePort();
        await using DaemonProcess daemon = await site.StartAsync();
        Assert.Contains("220 first", (await site.CurlAsync("-v", site.Url)).Error, StringComparison.Ordinal);

        site.Write($"ftpd_banner=second\nlisten_implicit_port={second}\naccounts=sqlite:elsewhere.db");
        string said = (await site.AskAsync("reload")).Succeeded();
        Assert.Contains("ftpd_banner=second (was first)", said, StringComparison.Ordinal);
        Assert.Contains($"listening on 127.0.0.1:{second}", said, StringComparison.Ordinal);
        Assert.Matches(@"not in use before a restart: accounts=sqlite:elsewhere\.db", said);
        Assert.Contains("220 second", (await site.CurlAsync("-v", site.Url)).Succeeded() + (await site.CurlAsync("-v", site.Url)).Error, StringComparison.Ordinal);
        (await site.CurlAsync($"ftps://localhost:{second}/")).Succeeded();
        string status = (await site.AskAsync("status")).Succeeded();
        Assert.Matches($@"127\.0\.0\.1:{second} +FTP, implicit TLS", status);
        Assert.Contains("needs restart  accounts=", status, StringComparison.Ordinal);

        site.Write("ftpd_banner=third\nlisten_port=abc\nnonsense=1");
        ToolRun refused = await site.AskAsync("reload");
        Assert.Equal(1, refused.ExitCode);
        Assert.Matches($@"(?m)^{site.Config}:\d+: error: listen_port: ", refused.Error);
        Assert.Matches($@"(?m)^{site.Config}:\d+: error: there is no option 'nonsense'", refused.Error);
        Assert.Contains("the old configuration stays", refused.Error, StringComparison.Ordinal);
        Assert.Contains("220 second", (await site.CurlAsync("-v", site.Url)).Error, StringComparison.Ordinal);
        JsonElement json = JsonDocument.Parse((await site.AskAsync("reload", "--json")).Output).RootElement;
        Assert.False(json.GetProperty("applied").GetBoolean());
        Assert.Equal(2, json.GetProperty("findings").GetArrayLength());
        (await site.AskAsync("stop")).Succeeded();
    }

    [Fact]
    public async Task Sighup_does_the_same_and_the_log_says_what_came_of_it()
    {
        using ServedDirectory site = new("ftpd_banner=first");
        await site.AddUserAsync();
        await using DaemonProcess daemon = await site.StartAsync();

        site.Write("ftpd_banner=second\nlog_level=debug");
        await daemon.SignalAsync("HUP");
        await daemon.WaitForAsync(line => line.Contains("ftpsd[6008]", StringComparison.Ordinal) && line.Contains("ftpd_banner=second", StringComparison.Ordinal));
        Assert.Contains("220 second", (await site.CurlAsync("-v", site.Url)).Error, StringComparison.Ordinal);
        await daemon.WaitForAsync(line => line.Contains("dbug: ftpsd[1001]", StringComparison.Ordinal));

        site.Write("ftpd_banner=third\nssl_enable=maybe");
        await daemon.SignalAsync("HUP");
        await daemon.WaitForAsync(line => Regex.IsMatch(line, @"ftpsd\[6007\] Reload: .*ftpsd\.conf:\d+: error: ssl_enable"));
        await daemon.WaitForAsync(line => line.Contains("ftpsd[6009]", StringComparison.Ordinal));
        Assert.Contains("220 second", (await site.CurlAsync("-v", site.Url)).Error, StringComparison.Ordinal);
        Assert.Contains("6009", (await site.AskAsync("status")).Succeeded(), StringComparison.Ordinal);
        (await site.AskAsync("stop")).Succeeded();
    }

    [Fact]
    public async Task Another_certificate_is_used_at_once()
    {
        using ServedDirectory site = new();
        await site.AddUserAsync();
        await using DaemonProcess daemon = await site.StartAsync();
        string own = site.PathOf("own.pem");
        (await Tool.RunAsync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "9", "-subj", "/CN=own", "-addext", "subjectAltName=DNS:localhost", "-keyout", own + ".key", "-out", own])).Succeeded();
        File.SetUnixFileMode(own + ".key", UnixFileMode.UserRead);

        site.Write($"rsa_cert_file={own}\nrsa_private_key_file={own}.key");
        Assert.Contains("another certificate", (await site.AskAsync("reload")).Succeeded(), StringComparison.Ordinal);
        (await Tool.RunAsync("curl", ["-q", "-sS", "--ssl-reqd", "--cacert", own, "-u", "demo:pw", site.Url])).Succeeded();
        Assert.Matches(@"8 days left: RENEW IT .*own\.pem", (await site.AskAsync("status")).Succeeded());

        File.WriteAllText(own + ".key", "no key");
        ToolRun refused = await site.AskAsync("reload");
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("private key", refused.Error, StringComparison.Ordinal);
        (await Tool.RunAsync("curl", ["-q", "-sS", "--ssl-reqd", "--cacert", own, "-u", "demo:pw", site.Url])).Succeeded();
        (await site.AskAsync("stop")).Succeeded();
    }

    [Fact]
    public async Task Sigusr1_opens_logs_and_pid_file_anew()
    {
        using ServedDirectory site = new("xferlog_enable=YES\nvsftpd_log_file=log\npid_file=pid");
        await site.AddUserAsync();
        await using DaemonProcess daemon = await site.StartAsync(untilSaid: "Listening");
        string log = site.PathOf("log"), pid = site.PathOf("pid");
        (await site.CurlAsync(site.Url)).Succeeded();
        Assert.Equal($"{daemon.Id}\n", File.ReadAllText(pid));

        File.Move(log, log + ".1");
        File.Delete(pid);
        await daemon.SignalAsync("USR1");
        await daemon.WaitForAsync(line => line.Contains("ftpsd[6013]", StringComparison.Ordinal));
        Assert.Equal($"{daemon.Id}\n", File.ReadAllText(pid));
        Assert.Contains("OK LOGIN", File.ReadAllText(log + ".1"), StringComparison.Ordinal);
        Assert.DoesNotContain("OK LOGIN", File.ReadAllText(log), StringComparison.Ordinal);
        (await site.CurlAsync(site.Url)).Succeeded();
        await daemon.StopAsync();
        Assert.Contains("OK LOGIN", File.ReadAllText(log), StringComparison.Ordinal);
        Assert.False(File.Exists(pid));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Stopping_lets_a_transfer_finish(bool bySignal)
    {
        using ServedDirectory site = new();
        await site.AddUserAsync();
        await using DaemonProcess daemon = await site.StartAsync();
        byte[] content = Site.Bytes(64 * 1024 * 1024);
        File.WriteAllBytes(Path.Combine(site.Home, "big"), content);

        // Into a pipe that nobody reads yet: the transfer lasts until then, and is more than the sockets' buffers hold.
        (await Tool.RunAsync("mkfifo", [site.PathOf("pipe")])).Succeeded();
        Task<ToolRun> download = site.CurlAsync("-o", site.PathOf("pipe"), site.Url + "big");
        await site.UntilAsync(answer => answer.Contains("RETR /big", StringComparison.Ordinal), "who");

        Task<ToolRun>? stop = null;
        if (bySignal)
        {
            await daemon.SignalAsync("TERM");
        }
        else
        {
            stop = site.AskAsync("stop");
        }

        await daemon.WaitForAsync(line => line.Contains("ftpsd[5003]", StringComparison.Ordinal));
        var got = new MemoryStream();
        await using (FileStream pipe = File.OpenRead(site.PathOf("pipe")))
        {
            await pipe.CopyToAsync(got, TestContext.Current.CancellationToken);
        }

        await daemon.EndedWellAsync();
        (await download).Succeeded();
        _ = stop is null ? null : (await stop).Succeeded();
        Assert.True(content.AsSpan().SequenceEqual(got.GetBuffer().AsSpan(0, (int)got.Length)));
    }
}
