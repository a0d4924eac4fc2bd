using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Sealane.ClientInterop.Tests.Relays;
using Sealane.ClientInterop.Tests.Servers;
using Sealane.Transport.Tls;

namespace Sealane.ClientInterop.Tests.OneShots;

/// <summary>The doctor's verdicts on servers whose state is known.</summary>
public sealed class DoctorTests(ServerPark park) : OneShotTests(park)
{
    [Theory]
    [InlineData(ServerKind.Vsftpd)]
    [InlineData(ServerKind.ProFtpd)]
    [InlineData(ServerKind.PureFtpd)]
    [InlineData(ServerKind.Pyftpdlib)]
    [InlineData(ServerKind.Ftpsd)]
    public async Task A_sound_server_is_found_sound(ServerKind kind)
    {
        ForeignServer server = await ServerAsync(kind);
        ProgramRun run = (await RunAsync(server, "doctor", "--json", "--upload", "-u", ForeignServer.UserName, $"localhost:{server.Port}")).Ended(0);
        Dictionary<string, JsonElement> checks = Checks(run);
        Assert.Superset(new HashSet<string>(["dns", "tcp", "greeting", "tls", "certificate", "tls-versions", "ems", "login", "features", "epsv", "pasv", "data-tls1.2", "data-tls1.3", "listing", "upload", "clock"], StringComparer.Ordinal), checks.Keys.ToHashSet());
        Assert.DoesNotContain(checks.Values, check => check.GetProperty("verdict").GetString() is "failed" or "skipped");
        foreach (string name in (string[])["tls", "certificate", "login", "upload", "clock", "listing", "epsv", "pasv"])
        {
            Assert.True(Verdict(checks, name) == "ok", $"{name}\n{run}");
        }

        if (server.Has(ServerTraits.RequiresReuse))
        {
            Assert.Equal(("ok", "ok"), (Verdict(checks, "data-tls1.2"), Verdict(checks, "data-tls1.3")));
        }

        Assert.DoesNotContain(Directory.GetFiles(server.Root), file => file.Contains("doctor", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_other_kind_of_tls_is_recognised_and_gone_on_with()
    {
        ForeignServer server = await ServerAsync(ServerKind.Vsftpd);
        ProgramRun explicitAsked = (await RunAsync(server, "doctor", "--json", "-u", ForeignServer.UserName, $"127.0.0.1:{server.ImplicitPort}")).Ended(0);
        Assert.Contains($"ftps://127.0.0.1:{server.ImplicitPort}", Checks(explicitAsked)["greeting"].GetProperty("fix").GetString(), StringComparison.Ordinal);
        Assert.Equal("ok", Verdict(Checks(explicitAsked), "login"));
        ProgramRun implicitAsked = (await RunAsync(server, "doctor", "--json", "-u", ForeignServer.UserName, $"ftps://127.0.0.1:{server.Port}")).Ended(0);
        Assert.Contains($"ftp://127.0.0.1:{server.Port}", Checks(implicitAsked)["greeting"].GetProperty("fix").GetString(), StringComparison.Ordinal);
        Assert.Equal("ok", Verdict(Checks(implicitAsked), "login"));
    }

    [Fact]
    public async Task The_certificate_of_the_tutorials_is_named_for_what_it_is()
    {
        // The line that a thousand pages copy from one another: a common name, and nothing that a client may compare.
        (await Tool.RunAsync("openssl", ["req", "-x509", "-nodes", "-days", "365", "-newkey", "rsa:2048", "-keyout", Local.File("cn.key"), "-out", Local.File("cn.pem"), "-subj", "/CN=localhost"])).Succeeded();
        await using ForeignServer server = await ServerPark.StartAsync(ServerKind.Vsftpd, TlsRange.Both, $"rsa_cert_file={Local.File("cn.pem")}\nrsa_private_key_file={Local.File("cn.key")}");
        ProgramRun run = (await Ftps.RunAsync(["doctor", "--json", "-u", "x,y", $"localhost:{server.Port}"])).Ended(4);
        JsonElement certificate = Checks(run)["certificate"];
        Assert.Contains("only a common name, localhost", certificate.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains("subjectAltName=DNS:localhost", run.Output, StringComparison.Ordinal);
        Assert.Contains("ftps trust add", certificate.GetProperty("fix").GetString(), StringComparison.Ordinal);
        Assert.Equal("skipped", Verdict(Checks(run), "login"));

        ProgramRun known = (await Ftps.RunAsync(["doctor", "--json", "--ca", Local.File("cn.pem"), $"localhost:{server.Port}"])).Ended(4);
        Assert.Contains("common name", Checks(known)["certificate"].GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_ended_certificate_is_found()
    {
        DateTimeOffset then = DateTimeOffset.UtcNow.AddDays(-400);
        using CertificateAndKey authority = CertificateFactory.CreateAuthority("the past", then);
        using CertificateAndKey leaf = CertificateFactory.CreateLeaf(authority, new CertificateTerms { Names = ["localhost"] }, then);
        string ca = Local.Write("old-ca.pem", authority.CertificatePem), certificate = Local.Write("old.pem", leaf.CertificatePem), key = Local.Write("old.key", leaf.PrivateKeyPem);
        await using ForeignServer server = await ServerPark.StartAsync(ServerKind.Vsftpd, TlsRange.Both, $"rsa_cert_file={certificate}\nrsa_private_key_file={key}");
        ProgramRun run = (await Ftps.RunAsync(["doctor", "--json", "--ca", ca, $"localhost:{server.Port}"])).Ended(4);
        Assert.Contains("expired on", Checks(run)["certificate"].GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_password_and_a_server_behind_a_router()
    {
        await using ForeignServer server = await ServerPark.StartAsync(ServerKind.Vsftpd, TlsRange.Both, "pasv_address=10.1.2.3");
        ProgramRun wrong = (await Ftps.RunAsync(["doctor", "--json", "--ca", server.CaFile, "-u", "ftptest,wrong", $"localhost:{server.Port}"])).Ended(5);
        Assert.Equal("failed", Verdict(Checks(wrong), "login"));
        ProgramRun run = (await RunAsync(server, "doctor", "--json", "-u", ForeignServer.UserName, $"localhost:{server.Port}")).Ended(0);
        JsonElement pasv = Checks(run)["pasv"];
        Assert.Equal("warning", pasv.GetProperty("verdict").GetString());
        Assert.Contains("10.1.2.3", pasv.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains("pasv_address=", pasv.GetProperty("fix").GetString(), StringComparison.Ordinal);
        Assert.Equal("ok", Verdict(Checks(run), "data-tls1.3"));
    }

    [Fact]
    public async Task A_closed_port_is_said_to_be_closed()
    {
        ProgramRun run = (await Ftps.RunAsync(["doctor", "--json", $"127.0.0.1:{Site.FreePort()}"])).Ended(6);
        Assert.Contains("nobody listens", Checks(run)["tcp"].GetProperty("message").GetString(), StringComparison.Ordinal);
        ProgramRun name = (await Ftps.RunAsync(["doctor", "--json", "no-such-host.invalid"])).Ended(6);
        Assert.Equal("failed", Verdict(Checks(name), "dns"));
    }

    [Theory]
    [InlineData("220 vsFTPd 3.0.3\r\n", "502 No.\r\n", "tls", "ssl_enable=YES")]
    [InlineData("220 ProFTPD Server\r\n", "500 AUTH not understood\r\n", "tls", "TLSEngine on")]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n", "", "greeting", "SFTP is another protocol")]
    [InlineData("421 Too many connections\r\n", "", "greeting", "Too many connections")]
    [InlineData("", "", "greeting", "says nothing")]
    public async Task Servers_that_cannot_be_used_are_told_apart(string greeting, string answer, string check, string words)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var heard = new ConcurrentQueue<string>();
        Task serving = ServeAsync(listener, greeting, answer, heard, end.Token);
        ProgramRun run = (await Ftps.RunAsync(["doctor", "--json", "--timeout", "2", "-u", "somebody,something", $"127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}"])).Ended(6);
        Assert.Equal("failed", Verdict(Checks(run), check));
        Assert.Contains(words, run.Output, StringComparison.Ordinal);
        await end.CancelAsync();
        await serving;

        // A server without TLS would take a password too: none must come.
        Assert.DoesNotContain(heard, line => !line.StartsWith("AUTH", StringComparison.Ordinal));
        Assert.Equal(answer.Length > 0, !heard.IsEmpty);
    }

    [Fact]
    public async Task A_list_for_people_has_the_fix_below_what_failed()
    {
        ForeignServer server = await ServerAsync(ServerKind.ProFtpd);
        ProgramRun run = (await Ftps.RunAsync(["doctor", $"localhost:{server.Port}"])).Ended(4);
        Assert.Matches(@"(?m)^  ok  greeting       220 ", run.Output);
        Assert.Matches(@"(?m)^FAIL  certificate    .+\n +-> .+\n +.*ftps trust add localhost:", run.Output);
        Assert.EndsWith("Not usable from here: certificate failed.\n", run.Output, StringComparison.Ordinal);
        Assert.Equal("", run.Error);
    }

    private static async Task ServeAsync(TcpListener listener, string greeting, string answer, ConcurrentQueue<string> heard, CancellationToken end)
    {
        List<TcpClient> clients = [];
        try
        {
            while (true)
            {
                TcpClient client = await listener.AcceptTcpClientAsync(end);
                clients.Add(client);
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(greeting), end);
                if (answer.Length > 0)
                {
                    _ = AnswerAsync(client, answer, heard, end);
                }
            }
        }
        catch (OperationCanceledException)
        {
            clients.ForEach(client => client.Dispose());
        }
    }

    private static async Task AnswerAsync(TcpClient client, string answer, ConcurrentQueue<string> heard, CancellationToken end)
    {
        try
        {
            using var reader = new StreamReader(client.GetStream());
            while (await reader.ReadLineAsync(end) is { } line)
            {
                heard.Enqueue(line);
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(answer), end);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The client has seen enough.
        }
    }

    private static Dictionary<string, JsonElement> Checks(ProgramRun run) =>
        run.Of("check").GroupBy(check => check.GetProperty("check").GetString()!).ToDictionary(group => group.Key, group => group.First());

    private static string Verdict(Dictionary<string, JsonElement> checks, string name) => checks[name].GetProperty("verdict").GetString()!;
}
