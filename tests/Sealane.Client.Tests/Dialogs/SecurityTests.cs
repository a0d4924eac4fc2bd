using Sealane.Client.Tests.Support;
using Sealane.Client.Trust;
using Sealane.Transport.Tls;

namespace Sealane.Client.Tests.Dialogs;

/// <summary>What is said about TLS: AUTH's argument, PROT, CCC, and the client's certificate on data connections.</summary>
public sealed class SecurityTests : DialogTests
{
    private const string Answers = """
        A: FEAT 502 no
        A: TYPE 200 ok
        A: NOOP 200 ok
        A: SIZE 502 no
        A: QUIT 221 bye
        """;

    private const string Data = "@data RETR x\n@sent hello";

    [Theory]
    [InlineData(AuthMethod.Tls, "TLS")]
    [InlineData(AuthMethod.Ssl, "SSL")]
    [InlineData(AuthMethod.TlsPrivate, "TLS-P")]
    [InlineData(AuthMethod.TlsClear, "TLS-C")]
    public async Task AUTH_asks_for_what_was_chosen_and_PROT_is_said_all_the_same(AuthMethod method, string argument)
    {
        await using ScriptedServer server = ScriptedServer.Play(
            $"S: 220 ready\n{Answers}\nC: AUTH {argument}\nS: 234 go on\nT:\nC: PBSZ 0\nS: 200 ok\nC: PROT P\nS: 200 ok\nC: USER u\nS: 331 password\nC: PASS *\nS: 230 in\n{Data}");
        await using FtpsClient client = await FtpsClient.ConnectAsync(Options(server) with { Auth = method }, Cancellation);
        Assert.Equal("hello"u8.ToArray(), await GetAsync(client, "x"));
        await server.FinishAsync();
    }

    [Fact]
    public async Task Another_AUTH_that_is_refused_gives_way_to_TLS()
    {
        await using ScriptedServer server = ScriptedServer.Play($"""
            S: 220 ready
            C: AUTH SSL
            S: 504 what?
            A: PBSZ 200 ok
            A: PROT 200 ok
            {Answers}
            C: AUTH TLS
            S: 234 go on
            T:
            C: USER *
            S: 230 in
            {Data}
            """);
        await using FtpsClient client = await FtpsClient.ConnectAsync(Options(server) with { Auth = AuthMethod.Ssl }, Cancellation);
        Assert.Equal("hello"u8.ToArray(), await GetAsync(client, "x"));
        await server.FinishAsync();
    }

    [Theory]
    [InlineData(AuthMethod.Ssl, true)]
    [InlineData(AuthMethod.TlsPrivate, true)]
    [InlineData(AuthMethod.Tls, false)]
    [InlineData(AuthMethod.TlsClear, false)]
    public async Task A_server_that_knows_no_PROT_will_do_only_where_AUTH_has_said_it(AuthMethod method, bool does)
    {
        await using ScriptedServer server = ScriptedServer.Play(
            $"S: 220 ready\n{Answers}\nA: PBSZ 500 what?\nA: PROT 500 what?\nC: AUTH *\nS: 234 go on\nT:\nC: USER *\nS: 230 in{(does ? "\n" + Data : "")}");
        if (!does)
        {
            FtpsException e = await FailsAsync(() => FtpsClient.ConnectAsync(Options(server) with { Auth = method }, Cancellation));
            Assert.Equal(FtpsFailure.Tls, e.Failure);
            return;
        }

        await using FtpsClient client = await FtpsClient.ConnectAsync(Options(server) with { Auth = method }, Cancellation);
        Assert.Equal("hello"u8.ToArray(), await GetAsync(client, "x"));
        await server.FinishAsync();
    }

    [Theory]
    [InlineData(null, DataProtection.All, "P")]
    [InlineData('P', DataProtection.All, null)]
    [InlineData('P', DataProtection.ControlOnly, "C")]
    [InlineData('C', DataProtection.All, "P")]
    [InlineData('C', DataProtection.ControlOnly, null)]
    public async Task What_an_implicit_server_begins_with_is_not_said_again(char? initial, DataProtection wanted, string? said)
    {
        string protection = said is null ? "" : $"C: PBSZ 0\nS: 200 ok\nC: PROT {said}\nS: 200 ok\n";
        string data = wanted == DataProtection.All ? Data : Data.Replace("accept tls resumed", "accept", StringComparison.Ordinal);
        await using ScriptedServer server = ScriptedServer.Play($"T:\nS: 220 ready\n{Answers}\n{protection}C: USER *\nS: 230 in\n{data}");
        await using FtpsClient client = await FtpsClient.ConnectAsync(Options(server) with { Security = FtpsSecurity.Implicit, InitialProtection = initial, Protection = wanted }, Cancellation);
        Assert.Equal("hello"u8.ToArray(), await GetAsync(client, "x"));
        await server.FinishAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task CCC_leaves_the_control_connection_in_the_clear_and_data_as_they_were(bool tls13)
    {
        // Listings too: PROT is not said over a clear connection.
        string list = Data.Replace("RETR x", "MLSD*", StringComparison.Ordinal).Replace("hello", "type=file;size=5; x\\r\\n", StringComparison.Ordinal);
        await using ScriptedServer server = ScriptedServer.Play($"@login\nC: CCC\nS: 200 clear\nX: clear\nA: PROT\n{Data}\n{list}\n{Data}", tls12: !tls13, tls13: tls13);
        await using FtpsClient client = await FtpsClient.ConnectAsync(Options(server) with { ClearControlAfterLogin = true, Protection = DataProtection.FilesOnly }, Cancellation);
        Assert.True(client.Server.ControlIsClear);
        Assert.NotNull(client.Server.Tls);
        Assert.Equal("hello"u8.ToArray(), await GetAsync(client, "x"));
        Assert.Equal("x", Assert.Single((await client.GetListingAsync("", Cancellation)).Entries).Name);
        Assert.Equal("hello"u8.ToArray(), await GetAsync(client, "x"));
        await StillWorksAsync(client);
        await server.FinishAsync();
        Assert.DoesNotContain(Trace, line => line == "Sent: PROT C");
    }

    [Fact]
    public async Task CCC_that_is_refused_leaves_everything_encrypted()
    {
        await using ScriptedServer server = ScriptedServer.Play($"@login\nC: CCC\nS: 534 not here\n{Data}");
        await using FtpsClient client = await FtpsClient.ConnectAsync(Options(server) with { ClearControlAfterLogin = true }, Cancellation);
        Assert.False(client.Server.ControlIsClear);
        Assert.Equal("hello"u8.ToArray(), await GetAsync(client, "x"));
        await StillWorksAsync(client);
        await server.FinishAsync();
    }

    [Theory]
    [InlineData("S: 250 more")]
    [InlineData("X: fin")]
    public async Task Nothing_but_goodbyes_may_stand_between_CCC_and_the_clear(string instead)
    {
        await using ScriptedServer server = ScriptedServer.Play($"@login\nC: CCC\nS: 200 clear\n{instead}");
        FtpsException e = await FailsAsync(() => FtpsClient.ConnectAsync(Options(server) with { ClearControlAfterLogin = true, ShutdownTimeout = ScriptedServer.Patience }, Cancellation));
        Assert.Equal((FtpsFailure.Tls, false), (e.Failure, e.ConnectionUsable));
        Assert.Contains("ftp:ssl-use-ccc no", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_agrees_to_CCC_and_says_no_goodbye_is_not_waited_for()
    {
        await using ScriptedServer server = ScriptedServer.Play("@login\nC: CCC\nS: 200 clear");
        FtpsException e = await FailsAsync(() => FtpsClient.ConnectAsync(Options(server) with { ClearControlAfterLogin = true, ShutdownTimeout = Soon }, Cancellation));
        Assert.Equal(FtpsFailure.Tls, e.Failure);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_client_certificate_is_shown_on_data_connections_or_not(bool shown)
    {
        using ClientCertificate own = OwnCertificate();
        await using ScriptedServer server = ScriptedServer.Play($"@login\n{Data.Replace("tls resumed", shown ? "tls shown" : "tls hidden", StringComparison.Ordinal)}");
        await using FtpsClient client = await FtpsClient.ConnectAsync(Options(server) with { Certificate = own, CertificateOnData = shown }, Cancellation);
        Assert.Equal("hello"u8.ToArray(), await GetAsync(client, "x"));
        await server.FinishAsync();
    }

    private static ClientCertificate OwnCertificate()
    {
        using CertificateAndKey made = CertificateFactory.CreateAuthority("a client of the tests", DateTimeOffset.UtcNow);
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, made.CertificatePem + made.Key.ExportPkcs8PrivateKeyPem());
            return ClientCertificate.Load(path);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
