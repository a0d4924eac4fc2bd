using Sealane.Client.Tests.Support;
using Sealane.Protocol;

namespace Sealane.Client.Tests.Dialogs;

/// <summary>Which reply belongs to which command, and what is done with those that belong to none.</summary>
public sealed class ReplyTests : DialogTests
{
    [Fact]
    public async Task A_cancelled_commands_reply_is_not_given_to_the_next_one()
    {
        await using ScriptedServer server = ScriptedServer.Play("""
            @login
            C: SITE SLOW
            C: SIZE x
            S: 200 slow
            S: 213 7
            """);
        await using FtpsClient client = await ConnectAsync(server);
        using var cancel = new CancellationTokenSource();
        Task<ServerReply> slow = client.SendAsync("SITE SLOW", cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => slow);
        Assert.Equal(7, await client.GetSizeAsync("x", Cancellation));
        await server.FinishAsync();
    }

    [Fact]
    public async Task An_idle_connection_has_no_deadline_even_when_a_cancelled_commands_reply_came_late()
    {
        await using ScriptedServer server = ScriptedServer.Play("""
            @login
            C: SITE SLOW
            S: 200 slow
            """);
        await using FtpsClient client = await ConnectAsync(server);
        using var cancel = new CancellationTokenSource();
        Task<ServerReply> slow = client.SendAsync("SITE SLOW", cancel.Token);
        await cancel.CancelAsync();
        _ = await Record.ExceptionAsync(() => slow);
        await server.FinishAsync();
        await UntilAsync(() => Trace.Contains("Received: 200 slow") && !client.Core.Link!.Channel.Connection.Deadline.IsArmed);
        await StillWorksAsync(client);
        Assert.False(client.Core.Link!.Channel.Connection.Deadline.IsArmed);
    }

    [Fact]
    public async Task A_server_that_hangs_up_while_idle_is_noticed_and_its_words_are_told()
    {
        await using ScriptedServer server = ScriptedServer.Play("""
            @login
            C: SITE LAST
            R: 200 ok\r\n421 Idle for too long.\r\n
            X: end
            """);
        await using FtpsClient client = await ConnectAsync(server);
        _ = await client.SendAsync("SITE LAST", Cancellation);
        await UntilAsync(() => !client.IsConnected);
        FtpsException e = await FailsAsync(() => client.SendAsync("NOOP", Cancellation));
        Assert.Equal(FtpsFailure.ConnectionLost, e.Failure);
        Assert.False(e.ConnectionUsable);
        Assert.Contains("Idle for too long", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_final_reply_is_dropped()
    {
        await using ScriptedServer server = ScriptedServer.Play("""
            @login
            C: SITE TWICE
            R: 200 once\r\n226 twice\r\n
            """);
        await using FtpsClient client = await ConnectAsync(server);
        Assert.Equal(200, (await client.SendAsync("SITE TWICE", Cancellation)).Code);
        await UntilAsync(() => Trace.Contains("Received: 226 twice"));
        await StillWorksAsync(client);
    }

    [Fact]
    public async Task Preliminary_replies_are_waited_through()
    {
        await using ScriptedServer server = ScriptedServer.Play("""
            S: 120-Later.
            S: 120 in a minute
            S: 220 ready
            A: FEAT 502 no
            A: TYPE 200 ok
            C: USER *
            S: 230 in
            @port
            C: RETR x
            D: accept
            S: 110 MARK 0 = 0
            S: 150 here
            S: 125 and again
            @sent hello
            A: SIZE 213 5
            """);
        await using FtpsClient client = await FtpsClient.ConnectAsync(Options(server) with { Security = FtpsSecurity.PlainText }, Cancellation);
        Assert.Equal("hello"u8.ToArray(), await GetAsync(client, "x"));
    }

    [Theory]
    [InlineData("234 go on\\r\\n200 injected\\r\\n")]
    [InlineData("234 go on\\r\\n20")]
    public async Task What_is_sent_ahead_of_TLS_ends_the_connection(string bytes)
    {
        await using ScriptedServer server = ScriptedServer.Play($"""
            S: 220 ready
            C: AUTH TLS
            R: {bytes}
            X: wait
            """);
        FtpsException e = await FailsAsync(() => ConnectAsync(server));
        Assert.Equal(FtpsFailure.Tls, e.Failure);
        Assert.Contains("nothing was sent to it", e.Message, StringComparison.Ordinal);
        await server.FinishAsync();
    }

    [Fact]
    public async Task Another_service_is_not_FTP()
    {
        await using ScriptedServer server = ScriptedServer.Play("S: SSH-2.0-OpenSSH_9.2\nX: wait");
        FtpsException e = await FailsAsync(() => ConnectAsync(server));
        Assert.Equal(FtpsFailure.Protocol, e.Failure);
        Assert.Contains("not FTP", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_says_nothing_is_given_up_with_a_hint()
    {
        await using ScriptedServer server = ScriptedServer.Play("X: wait");
        FtpsException e = await FailsAsync(() => FtpsClient.ConnectAsync(Options(server) with { ReplyTimeout = Soon }, Cancellation));
        Assert.Equal(FtpsFailure.TimedOut, e.Failure);
        Assert.Contains("ftps://", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("421 Too many connections from your address.", FtpsFailure.TooManyConnections)]
    [InlineData("421 Service not available.", FtpsFailure.ConnectionLost)]
    public async Task A_refusing_greeting(string greeting, FtpsFailure failure)
    {
        await using ScriptedServer server = ScriptedServer.Play($"S: {greeting}\nX: end");
        FtpsException e = await FailsAsync(() => ConnectAsync(server));
        Assert.Equal(failure, e.Failure);
        Assert.Contains(greeting, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_TLS_no_login_unless_asked_for_by_name()
    {
        await using ScriptedServer server = ScriptedServer.Play("""
            S: 220 ready
            C: AUTH TLS
            S: 502 no
            X: wait
            ===
            S: 220 ready
            A: FEAT 502 no
            A: TYPE 200 ok
            C: AUTH TLS
            S: 502 no
            C: USER u
            S: 331 go on
            C: PASS *
            S: 230 in
            A: QUIT 221 bye
            """);
        FtpsException e = await FailsAsync(() => ConnectAsync(server));
        Assert.Equal(FtpsFailure.Tls, e.Failure);
        Assert.Contains("offers no TLS", e.Message, StringComparison.Ordinal);
        await using FtpsClient client = await FtpsClient.ConnectAsync(Options(server) with { Security = FtpsSecurity.ExplicitIfOffered }, Cancellation);
        Assert.Null(client.Server.Tls);
        await server.FinishAsync();
    }

    [Fact]
    public async Task A_server_that_will_not_encrypt_data_is_left()
    {
        await using ScriptedServer server = ScriptedServer.Play("""
            S: 220 ready
            A: PBSZ 200 ok
            A: PROT 534 no
            C: AUTH TLS
            S: 234 go on
            T:
            C: USER *
            S: 331 password
            C: PASS *
            S: 230 in
            """);
        FtpsException e = await FailsAsync(() => ConnectAsync(server));
        Assert.Equal(FtpsFailure.Tls, e.Failure);
        Assert.False(e.ConnectionUsable);
    }

    [Theory]
    [InlineData("NOOP\r\nDELE x")]
    [InlineData("SITE a\r\nDELE x")]
    [InlineData("NOOP\nDELE x")]
    [InlineData("")]
    [InlineData(" NOOP")]
    [InlineData("RETR x")]
    [InlineData("retr x")]
    [InlineData("REIN")]
    public async Task A_raw_command_is_one_harmless_line(string command)
    {
        await using ScriptedServer server = ScriptedServer.Play("@login");
        await using FtpsClient client = await ConnectAsync(server);
        await Assert.ThrowsAsync<ArgumentException>(() => client.SendAsync(command, Cancellation));
        await StillWorksAsync(client);
    }

    [Fact]
    public async Task A_name_with_a_line_end_is_refused_before_anything_is_sent()
    {
        await using ScriptedServer server = ScriptedServer.Play("@login");
        await using FtpsClient client = await ConnectAsync(server);
        int said = Trace.Count;
        foreach (string name in (string[])["a\r\nDELE b", "a\nb", "a\0b"])
        {
            Assert.Contains("line end", (await Assert.ThrowsAsync<ArgumentException>(() => client.DeleteAsync(name, Cancellation))).Message, StringComparison.Ordinal);
            await Assert.ThrowsAsync<ArgumentException>(() => client.UploadAsync(new MemoryStream(), name, null, Cancellation));
            await Assert.ThrowsAsync<ArgumentException>(() => client.GetListingAsync(name, Cancellation));
            await Assert.ThrowsAsync<ArgumentException>(() => client.RenameAsync("x", name, Cancellation));
            await Assert.ThrowsAsync<ArgumentException>(() => client.ChangeDirectoryAsync(name, Cancellation));
        }

        Assert.Equal(said, Trace.Count);
        await StillWorksAsync(client);
    }

    [Fact]
    public async Task Secrets_are_never_traced()
    {
        await using ScriptedServer server = ScriptedServer.Play("""
            @login
            C: PASS *
            S: 230 again
            C: acct *
            S: 230 again
            C: SITE PSWD *
            S: 200 changed
            """);
        await using FtpsClient client = await ConnectAsync(server);
        _ = await client.SendAsync("PASS " + Password, Cancellation);
        _ = await client.SendAsync("acct " + Password, Cancellation);
        _ = await client.SendAsync($"SITE PSWD {Password} {Password}", Cancellation);
        Assert.Contains("Sent: PASS ***", Trace);
        Assert.DoesNotContain(Trace, line => line.Contains("s3cret", StringComparison.Ordinal));
        Assert.DoesNotContain("s3cret", client.Options.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trace_that_throws_does_not_leave_anybody_waiting()
    {
        await using ScriptedServer server = ScriptedServer.Play("S: 220 ready\nX: wait");
        FtpsClientOptions options = Options(server) with
        {
            Trace = line => _ = line.Text.Contains("220", StringComparison.Ordinal) ? throw new InvalidOperationException("the user's own fault") : 0,
        };
        FtpsException e = await FailsAsync(() => FtpsClient.ConnectAsync(options, Cancellation));
        Assert.Contains("the user's own fault", e.Message, StringComparison.Ordinal);
    }
}
