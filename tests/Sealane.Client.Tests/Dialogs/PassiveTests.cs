using Sealane.Client.Profiles;
using Sealane.Client.Tests.Support;

namespace Sealane.Client.Tests.Dialogs;

/// <summary>Where data connections go when the answers to EPSV and PASV are wrong, late or missing.</summary>
public sealed class PassiveTests : DialogTests
{
    private const string Rest = """
        C: RETR x
        S: 150 here
        D: accept tls resumed
        @sent hello
        """;

    private const string Classic = """
        D: open
        C: PASV
        S: 227 Entering (127,0,0,1,{p1},{p2})
        """;

    [Fact]
    public async Task EPSV_that_is_swallowed_is_not_waited_for_and_not_tried_again()
    {
        await using ScriptedServer server = ScriptedServer.Play($"@login\nC: EPSV\n{Classic}\n{Rest}\n{Classic}\n{Rest}");
        await using FtpsClient client = await FtpsClient.ConnectAsync(Options(server) with { EpsvGuard = Soon }, Cancellation);
        Assert.Equal("hello"u8.ToArray(), await GetAsync(client, "x"));
        Assert.True(ProfileOf(client).EpsvFails);
        Assert.Equal("hello"u8.ToArray(), await GetAsync(client, "x"));
        await StillWorksAsync(client);
        await server.FinishAsync();
    }

    [Fact]
    public async Task An_answer_to_EPSV_that_comes_after_all_belongs_to_nobody()
    {
        await using ScriptedServer server = ScriptedServer.Play($"@login\nC: EPSV\n{Classic}\nC: RETR x\nS: 229 Entering (|||1|)\n{Rest["C: RETR x\n".Length..]}");
        await using FtpsClient client = await FtpsClient.ConnectAsync(Options(server) with { EpsvGuard = Soon }, Cancellation);
        Assert.Equal("hello"u8.ToArray(), await GetAsync(client, "x"));
        await StillWorksAsync(client);
    }

    [Fact]
    public async Task A_late_but_orderly_answer_to_EPSV_keeps_its_place()
    {
        await using ScriptedServer server = ScriptedServer.Play($"@login\nC: EPSV\nC: PASV\nS: 229 Entering (|||1|)\nD: open\nS: 227 Entering (127,0,0,1,{{p1}},{{p2}})\n{Rest}");
        await using FtpsClient client = await FtpsClient.ConnectAsync(Options(server) with { EpsvGuard = Soon }, Cancellation);
        Assert.Equal("hello"u8.ToArray(), await GetAsync(client, "x"));
        await StillWorksAsync(client);
    }

    [Theory]
    [InlineData("229 Entering Extended Passive Mode")]
    [InlineData("229 Entering (|||0|)")]
    [InlineData("229 Entering (|||99999|)")]
    [InlineData("500 What?")]
    [InlineData("522 Network protocol not supported, use (1)")]
    public async Task EPSV_that_names_no_port_is_replaced_by_PASV(string answer)
    {
        await using ScriptedServer server = ScriptedServer.Play($"@login\nC: EPSV\nS: {answer}\n{Classic}\n{Rest}\n{Classic}\n{Rest}");
        await using FtpsClient client = await ConnectAsync(server);
        Assert.Equal("hello"u8.ToArray(), await GetAsync(client, "x"));
        Assert.Equal("hello"u8.ToArray(), await GetAsync(client, "x"));
        await server.FinishAsync();
    }

    [Fact]
    public async Task A_port_of_EPSV_that_is_unreachable_is_replaced_by_PASVs()
    {
        await using ScriptedServer server = ScriptedServer.Play($"@login\nD: closed\nC: EPSV\nS: 229 Entering (|||{{port}}|)\n{Classic}\n{Rest}");
        await using FtpsClient client = await ConnectAsync(server);
        Assert.Equal("hello"u8.ToArray(), await GetAsync(client, "x"));
        Assert.True(ProfileOf(client).EpsvFails);
    }

    [Fact]
    public async Task Ports_that_nobody_can_reach_are_reported_and_the_connection_goes_on()
    {
        await using ScriptedServer server = ScriptedServer.Play($"@login\nD: closed\nC: EPSV\nS: 229 Entering (|||{{port}}|)\n{Classic.Replace("open", "closed", StringComparison.Ordinal)}");
        await using FtpsClient client = await ConnectAsync(server);
        FtpsException e = await FailsAsync(() => GetAsync(client, "x"));
        Assert.Equal(FtpsFailure.Connect, e.Failure);
        Assert.True(e.ConnectionUsable);
        Assert.Contains("firewall", e.Message, StringComparison.Ordinal);
        Assert.False(ProfileOf(client).EpsvFails, "it was not EPSV's fault");
        await StillWorksAsync(client);
        await server.FinishAsync();
    }

    [Theory]
    [InlineData("(10,1,2,3,{p1},{p2})")]
    [InlineData("(0,0,0,0,{p1},{p2})")]
    [InlineData("(127,0,0,9,{p1},{p2})")]
    [InlineData("(169,254,1,1,{p1},{p2}).")]
    [InlineData("127,0,0,1,{p1},{p2}")]
    [InlineData("Mode 127,0,0,1, {p1}, {p2}")]
    public async Task An_address_that_cannot_be_right_is_the_control_connections(string answer)
    {
        await using ScriptedServer server = ScriptedServer.Play($"@login\nD: open\nC: PASV\nS: 227 Entering {answer}\n{Rest}");
        await using FtpsClient client = await FtpsClient.ConnectAsync(Options(server) with { DataConnections = DataConnectionMode.PassiveClassic }, Cancellation);
        Assert.Equal("hello"u8.ToArray(), await GetAsync(client, "x"));
    }

    [Fact]
    public async Task Without_TLS_on_the_data_nobody_sends_us_to_a_third_machine()
    {
        // A public address, which would be gone to if the data had to prove whose they are.
        await using ScriptedServer server = ScriptedServer.Play("@login\nD: open\nC: PASV\nS: 227 Entering (203,0,113,9,{p1},{p2})\nC: STOR x\nS: 150 go on\nD: accept\nD: expect hello\nS: 226 done\nC: SIZE x\nS: 213 5");
        await using FtpsClient client = await FtpsClient.ConnectAsync(
            Options(server) with { DataConnections = DataConnectionMode.PassiveClassic, Protection = DataProtection.ControlOnly, ConnectTimeout = ScriptedServer.Patience }, Cancellation);
        _ = await client.UploadAsync(new MemoryStream("hello"u8.ToArray()), "x", null, Cancellation);
        await server.FinishAsync();
    }

    [Theory]
    [InlineData("425 Unable to build data connection: Operation not permitted")]
    [InlineData("522 SSL connection failed; session reuse required: see require_ssl_reuse option")]
    [InlineData("425 TLS session of data connection not resumed.")]
    public async Task A_refused_session_is_mended_once_by_a_new_connection_with_TLS_12(string refusal)
    {
        string refused = $"""
            @port
            C: STOR x
            S: 150 go on
            D: accept tls
            S: {refusal}
            D: gone
            """;
        await using ScriptedServer server = ScriptedServer.Play($$"""
            @login
            A: CWD 250 ok
            A: PWD 257 "/d"
            {{refused}}
            ===
            @login
            A: CWD 250 ok
            @data STOR x
            D: expect {a*5000}
            S: 226 done
            C: SIZE x
            S: 213 5000
            {{refused}}
            ===
            @login
            A: CWD 250 ok
            {{refused}}
            """);
        await using FtpsClient client = await ConnectAsync(server);
        Assert.Equal("TLSv1.3", client.Server.Tls!.Version);
        await client.ChangeDirectoryAsync("/d", Cancellation);
        byte[] content = [.. Enumerable.Repeat((byte)'a', 5000)];
        _ = await client.UploadAsync(new MemoryStream(content), "x", null, Cancellation);
        Assert.Equal("TLSv1.2", client.Server.Tls!.Version);
        Assert.True(ProfileOf(client).PrefersTls12);

        // Once only; and never in the clear.
        FtpsException e = await FailsAsync(() => client.UploadAsync(new MemoryStream(content), "x", null, Cancellation));
        Assert.Equal(FtpsFailure.DataConnection, e.Failure);
        Assert.Contains(refusal, e.Message, StringComparison.Ordinal);
        Assert.Equal(3, server.Connections);
        Assert.DoesNotContain("Sent: PROT C", Trace);
        await server.FinishAsync();
    }

    [Fact]
    public async Task A_data_connection_that_ends_at_another_server_is_refused()
    {
        await using ScriptedServer server = ScriptedServer.Play("""
            @login
            @port
            C: RETR x
            S: 150 here
            D: accept tls other
            D: gone
            S: 426 broken
            """);
        await using FtpsClient client = await ConnectAsync(server);
        FtpsException e = await FailsAsync(() => GetAsync(client, "x"));
        Assert.Equal(FtpsFailure.Untrusted, e.Failure);
        await StillWorksAsync(client);
    }

    [Theory]
    [InlineData("550 No such file.", FtpsFailure.NotAvailable)]
    [InlineData("425 Can't open data connection.", FtpsFailure.DataConnection)]
    public async Task A_servers_refusal_says_more_than_our_broken_handshake(string refusal, FtpsFailure failure)
    {
        // The handshake has begun already with servers that bear it, and the connection is closed under it.
        await using ScriptedServer server = ScriptedServer.Play($$"""
            @login
            @port
            C: RETR x
            D: accept
            D: reset
            S: {{refusal}}
            """);
        await using FtpsClient client = await ConnectAsync(server, ServerKind.Vsftpd);
        FtpsException e = await FailsAsync(() => GetAsync(client, "x"));
        Assert.Equal(failure, e.Failure);
        Assert.Contains(refusal, e.Message, StringComparison.Ordinal);
        await StillWorksAsync(client);
    }

    [Fact]
    public async Task A_server_that_gives_up_after_its_preliminary_reply_is_believed_at_once()
    {
        await using ScriptedServer server = ScriptedServer.Play("""
            @login
            @port
            C: RETR x
            S: 150 here
            S: 451 The disk has failed.
            """);
        await using FtpsClient client = await ConnectAsync(server);
        FtpsException e = await FailsAsync(() => GetAsync(client, "x"));
        Assert.Contains("451 The disk has failed.", e.Message, StringComparison.Ordinal);
        await StillWorksAsync(client);
    }

    [Fact]
    public async Task A_port_that_was_asked_for_ahead_is_used_after_refusals_and_other_commands_and_not_when_it_is_old()
    {
        await using ScriptedServer server = ScriptedServer.Play("""
            @login
            A: SITE 200 ok
            @port
            C: RETR missing
            C: EPSV
            # Else the next port's opening would reset the connection to this one, perhaps before the refusal is read.
            D: accept
            S: 550 missing
            D: open
            S: 229 Entering (|||{port}|)
            C: RETR x
            C: EPSV
            S: 150 here
            D: accept tls resumed
            @sent hello
            D: closed
            S: 229 Entering (|||{port}|)
            @data RETR x
            @sent hello
            """);
        await using FtpsClient client = await ConnectAsync(server, ServerKind.Vsftpd);
        TransferOptions more = new() { MoreFollow = true };
        Assert.Equal(FtpsFailure.NotAvailable, (await FailsAsync(() => GetAsync(client, "missing", more))).Failure);
        _ = await client.SendAsync("SITE X", Cancellation);
        Assert.Equal("hello"u8.ToArray(), await GetAsync(client, "x", more));

        // Its answer has come, and its life is over.
        _ = await client.SendAsync("NOOP", Cancellation);
        client.Core.Link!.SpareLife = TimeSpan.FromMilliseconds(-1);
        Assert.Equal("hello"u8.ToArray(), await GetAsync(client, "x"));
        Assert.False(ProfileOf(client).EpsvFails);
        await server.FinishAsync();
    }

    [Fact]
    public async Task A_port_asked_for_ahead_that_the_server_has_closed_is_replaced()
    {
        await using ScriptedServer server = ScriptedServer.Play("""
            @login
            @port
            C: RETR x
            C: EPSV
            S: 150 here
            D: accept tls resumed
            @sent hello
            D: closed
            S: 229 Entering (|||{port}|)
            C: RETR x
            S: 425 Nobody came.
            @data RETR x
            @sent hello
            """);
        await using FtpsClient client = await ConnectAsync(server, ServerKind.Vsftpd);
        Assert.Equal("hello"u8.ToArray(), await GetAsync(client, "x", new TransferOptions { MoreFollow = true }));
        Assert.Equal("hello"u8.ToArray(), await GetAsync(client, "x"));
        Assert.False(ProfileOf(client).EpsvFails);
        await server.FinishAsync();
    }
}
