using Sealane.Client.Tests.Support;
using Sealane.Protocol;

namespace Sealane.Client.Tests.Dialogs;

/// <summary>Proxies that speak FTP: what is said to them, in which order, and where TLS begins.</summary>
public sealed class FtpProxyTests : DialogTests
{
    private const string ProxyLogin = "C: USER pu\nS: 331 password\nC: PASS pp\nS: 230 in\n";
    private const string Answers = "A: FEAT 502 no\nA: TYPE 200 ok\nA: NOOP 200 ok\nA: SIZE 502 no\nA: PBSZ 200 ok\nA: PROT 200 ok\nA: QUIT 221 bye\n";
    private const string Listing = "@port\nC: RETR x\nS: 150 here\nD: accept\n@sent hello";

    private FtpsClientOptions Through(ScriptedServer server, FtpProxyLogin login, string user = "pu", int port = 21) => Options(server) with
    {
        Host = "ftp.example.org",
        Port = port,
        FtpProxy = new FtpProxy("127.0.0.1", server.Port, login, user, new Secret("pp")),
        Security = FtpsSecurity.ExplicitIfOffered,
    };

    [Theory]
    [InlineData(FtpProxyLogin.User, "pu", 21, ProxyLogin + "C: USER u@ftp.example.org\nS: 331 password\nC: PASS " + Password + "\nS: 230 in")]
    [InlineData(FtpProxyLogin.User, "", 2121, "C: USER u@ftp.example.org:2121\nS: 331 password\nC: PASS " + Password + "\nS: 230 in")]
    [InlineData(FtpProxyLogin.Joined, "pu", 21, "C: USER u@pu@ftp.example.org\nS: 331 password\nC: PASS " + Password + "@pp\nS: 230 in")]
    [InlineData(FtpProxyLogin.JoinedAccount, "pu", 2121, "C: USER u@ftp.example.org:2121 pu\nS: 331 password\nC: PASS " + Password + "\nS: 332 account\nC: ACCT pp\nS: 230 in")]
    [InlineData(FtpProxyLogin.JoinedAccount, "pu", 21, "C: USER u@ftp.example.org pu\nS: 331 password\nC: PASS " + Password + "\nS: 230 in\nC: ACCT pp\nS: 202 knew that")]
    public async Task Both_logins_in_the_form_of_the_proxy(FtpProxyLogin login, string user, int port, string dialog)
    {
        await using ScriptedServer server = ScriptedServer.Play($"S: 220 proxy\n{Answers}{dialog}\n{Listing}");
        await using FtpsClient client = await FtpsClient.ConnectAsync(Through(server, login, user, port), Cancellation);
        Assert.Equal("hello"u8.ToArray(), await GetAsync(client, "x"));
        await server.FinishAsync();
        Assert.DoesNotContain(Trace, line => line.Contains("pp", StringComparison.Ordinal) || line.Contains(Password, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(FtpProxyLogin.Open, ProxyLogin + "C: OPEN ftp.example.org\nS: 220 the server")]
    [InlineData(FtpProxyLogin.UserAtHost, "C: USER pu@ftp.example.org\nS: 331 password\nC: PASS pp\nS: 220 the server")]
    public async Task TLS_begins_behind_the_proxy_with_the_server_itself(FtpProxyLogin login, string dialog)
    {
        await using ScriptedServer server = ScriptedServer.Play(
            $"S: 220 proxy\n{Answers}{dialog}\nC: AUTH TLS\nS: 234 go on\nT:\nC: USER u\nS: 331 password\nC: PASS *\nS: 230 in\n{Listing.Replace("D: accept", "D: accept tls resumed", StringComparison.Ordinal)}");
        await using FtpsClient client = await FtpsClient.ConnectAsync(Through(server, login) with { Security = FtpsSecurity.Explicit, ServerName = "localhost" }, Cancellation);
        Assert.NotNull(client.Server.Tls);
        Assert.Equal("hello"u8.ToArray(), await GetAsync(client, "x"));
        await server.FinishAsync();
    }

    [Fact]
    public async Task The_certificate_is_the_servers_and_not_the_proxys()
    {
        await using ScriptedServer server = ScriptedServer.Play($"S: 220 proxy\n{Answers}{ProxyLogin}C: OPEN ftp.example.org\nS: 220 the server\nC: AUTH TLS\nS: 234 go on\nT:");
        FtpsException e = await FailsAsync(() => FtpsClient.ConnectAsync(Through(server, FtpProxyLogin.Open) with { Security = FtpsSecurity.Explicit }, Cancellation));
        Assert.Equal(FtpsFailure.Untrusted, e.Failure);
        Assert.Contains("ftp.example.org", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FtpProxyLogin.User)]
    [InlineData(FtpProxyLogin.Joined)]
    [InlineData(FtpProxyLogin.JoinedAccount)]
    public async Task Where_TLS_cannot_be_nothing_is_sent_unless_that_was_asked_for(FtpProxyLogin login)
    {
        await using ScriptedServer server = ScriptedServer.Play("S: 220 proxy");
        FtpsException e = await FailsAsync(() => FtpsClient.ConnectAsync(Through(server, login) with { Security = FtpsSecurity.Explicit }, Cancellation));
        Assert.Equal(FtpsFailure.Tls, e.Failure);
        Assert.Contains("ftp:proxy-auth-type open", e.Message, StringComparison.Ordinal);
        Assert.Equal(FtpsFailure.NotSupported, (await FailsAsync(() => FtpsClient.ConnectAsync(Through(server, login) with { Security = FtpsSecurity.Implicit }, Cancellation))).Failure);
        Assert.Equal(0, server.Connections);
    }

    [Theory]
    [InlineData("C: USER pu\nS: 530 who?", "refuses the login of pu")]
    [InlineData(ProxyLogin + "C: OPEN ftp.example.org\nS: 530 no way there", "no way there")]
    public async Task What_the_proxy_refuses_is_told_as_its_refusal(string dialog, string words)
    {
        await using ScriptedServer server = ScriptedServer.Play($"S: 220 proxy\n{dialog}");
        FtpsException e = await FailsAsync(() => FtpsClient.ConnectAsync(Through(server, FtpProxyLogin.Open), Cancellation));
        Assert.Equal(FtpsFailure.Login, e.Failure);
        Assert.Contains(words, e.Message, StringComparison.Ordinal);
    }
}
