using Sealane.Client.Tests.Support;

namespace Sealane.Client.Tests.Dialogs;

/// <summary>A copy from server to server: what each is told, and what becomes of both when one of them fails.</summary>
public sealed class ServerToServerTests : DialogTests
{
    private const string Sscn = "@login\nA: FEAT 211-Features:\\r\\n SSCN\\r\\n SIZE\\r\\n211 End\n";
    private const string Cpsv = "@login\nA: FEAT 211-Features:\\r\\n CPSV\\r\\n SIZE\\r\\n211 End\n";
    private const string Neither = "@login\nA: FEAT 211-Features:\\r\\n SIZE\\r\\n211 End\n";
    private const string Pasv = "C: PASV\nS: 227 Entering (127,0,0,1,200,10)\n";
    private const string Port = "C: PORT 127,0,0,1,200,10\nS: 200 ok\n";
    private const string Size = "C: SIZE a\nS: 213 10\n";
    private const string Begins = "C: SSCN ON\nS: 200 client\n";
    private const string Sent = "C: RETR a\nS: 150 go\nS: 226 sent\n";
    private const string Got = "C: STOR b\nS: 150 go\nS: 226 got it\nC: SIZE b\nS: 213 10\n";

    private async Task<(TransferResult? Result, FtpsException? Failure)> CopyAsync(ScriptedServer source, ScriptedServer target, ServerToServerOptions? options = null)
    {
        await using FtpsClient from = await FtpsClient.ConnectAsync(Options(source) with { ShutdownTimeout = TimeSpan.FromSeconds(4) }, Cancellation);
        await using FtpsClient to = await FtpsClient.ConnectAsync(Options(target) with { ShutdownTimeout = TimeSpan.FromSeconds(4) }, Cancellation);
        try
        {
            TransferResult result = await ServerToServer.CopyAsync(from, "a", to, "b", options, Cancellation);
            await StillWorksAsync(from);
            await StillWorksAsync(to);
            return (result, null);
        }
        catch (FtpsException e)
        {
            if (e.ConnectionUsable)
            {
                await StillWorksAsync(from);
                await StillWorksAsync(to);
            }
            else
            {
                Assert.False(from.IsConnected && to.IsConnected);
            }

            return (null, e);
        }
    }

    private static async Task FinishAsync(params ScriptedServer[] servers)
    {
        foreach (ScriptedServer server in servers)
        {
            await server.FinishAsync();
        }
    }

    [Fact]
    public async Task The_target_waits_and_begins_TLS()
    {
        await using ScriptedServer source = ScriptedServer.Play($"{Sscn}{Size}{Port}{Sent}");
        await using ScriptedServer target = ScriptedServer.Play($"{Sscn}{Begins}{Pasv}{Got}");
        (TransferResult? result, _) = await CopyAsync(source, target);
        Assert.Equal((10, "226 got it"), (result!.Moved, result.Reply.ToString()));
        await FinishAsync(source, target);
        Assert.DoesNotContain("PROT C", source.Transcript + target.Transcript.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task PRET_tells_both_what_is_moved_before_they_agree_on_a_port()
    {
        string login = Sscn.Replace("SIZE", "SIZE\\r\\n PRET", StringComparison.Ordinal);
        await using ScriptedServer source = ScriptedServer.Play($"{login}{Size}C: PRET RETR a\nS: 200 ok\n{Port}{Sent}");
        await using ScriptedServer target = ScriptedServer.Play($"{login}{Begins}C: PRET STOR b\nS: 200 ok\n{Pasv}{Got}");
        Assert.Null((await CopyAsync(source, target)).Failure);
        await FinishAsync(source, target);
    }

    [Theory]
    [InlineData(true, true, Sscn + Size + Begins + Pasv, Sscn + Port)]
    [InlineData(true, false, Sscn + Size + Pasv, Sscn + Begins + Port)]
    [InlineData(false, true, Sscn + Size + Begins + Port, Neither + Pasv)]
    [InlineData(false, true, Neither + Size + Port, Cpsv + "C: CPSV\nS: 227 Entering (127,0,0,1,200,10)\n")]
    public async Task Roles_are_those_asked_for_where_the_servers_can(bool passiveSource, bool passiveBegins, string from, string to)
    {
        await using ScriptedServer source = ScriptedServer.Play($"{from}{Sent}");
        await using ScriptedServer target = ScriptedServer.Play($"{to}{Got}");
        (TransferResult? result, FtpsException? failure) = await CopyAsync(source, target, new ServerToServerOptions { PassiveSource = passiveSource, PassiveBeginsTls = passiveBegins });
        Assert.Null(failure);
        Assert.Equal(10, result!.Moved);
        await FinishAsync(source, target);
    }

    [Fact]
    public async Task Without_a_side_that_can_begin_TLS_nothing_is_sent_unless_the_clear_is_asked_for()
    {
        await using ScriptedServer source = ScriptedServer.Play($"{Neither}{Size}{Size}C: PROT C\nS: 200 clear\n{Port}{Sent}C: PROT P\nS: 200 private\n@port\nC: RETR a\nS: 150 go\nD: accept tls\n@sent abc");
        await using ScriptedServer target = ScriptedServer.Play($"{Neither}C: PROT C\nS: 200 clear\n{Pasv}{Got}");
        await using FtpsClient from = await ConnectAsync(source);
        await using FtpsClient to = await ConnectAsync(target);
        FtpsException refused = await FailsAsync(() => ServerToServer.CopyAsync(from, "a", to, "b", null, Cancellation));
        Assert.Equal((FtpsFailure.NotSupported, true), (refused.Failure, refused.ConnectionUsable));
        _ = await ServerToServer.CopyAsync(from, "a", to, "b", new ServerToServerOptions { Protect = false }, Cancellation);

        // Of our own transfers the next one is as protected as ever.
        Assert.Equal("abc"u8.ToArray(), await GetAsync(from, "a"));
        await FinishAsync(source, target);
    }

    [Fact]
    public async Task After_a_copy_the_server_takes_its_own_part_again()
    {
        await using ScriptedServer source = ScriptedServer.Play($"{Neither}{Size}{Port}{Sent}");
        await using ScriptedServer target = ScriptedServer.Play($"{Sscn}{Begins}{Pasv}{Got}C: SSCN OFF\nS: 200 server\n@port\nC: RETR b\nS: 150 go\nD: accept tls\n@sent abc");
        await using FtpsClient from = await ConnectAsync(source);
        await using FtpsClient to = await ConnectAsync(target);
        _ = await ServerToServer.CopyAsync(from, "a", to, "b", null, Cancellation);
        Assert.Equal("abc"u8.ToArray(), await GetAsync(to, "b"));
        await FinishAsync(source, target);
    }

    [Fact]
    public async Task Both_go_on_at_an_offset()
    {
        await using ScriptedServer source = ScriptedServer.Play($"{Sscn}{Size}{Port}C: REST 4\nS: 350 go on\n{Sent}");
        await using ScriptedServer target = ScriptedServer.Play($"{Sscn}{Begins}{Pasv}C: REST 4\nS: 350 go on\n{Got}");
        (TransferResult? result, _) = await CopyAsync(source, target, new ServerToServerOptions { Offset = 4 });
        Assert.Equal(6, result!.Moved);
        await FinishAsync(source, target);
    }

    [Fact]
    public async Task A_source_that_is_not_there_costs_the_target_nothing()
    {
        await using ScriptedServer source = ScriptedServer.Play($"{Sscn}C: SIZE a\nS: 550 no\n{Port}C: RETR a\nS: 550 no such file");
        await using ScriptedServer target = ScriptedServer.Play($"{Sscn}{Begins}{Pasv}");
        (_, FtpsException? failure) = await CopyAsync(source, target);
        Assert.Equal((FtpsFailure.NotAvailable, CopySide.Source, 550), (failure!.Failure, failure.Side, failure.Reply!.Code));
        await FinishAsync(source, target);
        Assert.DoesNotContain("STOR", target.Transcript.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_of_the_target_ends_the_source_s_transfer_too()
    {
        await using ScriptedServer source = ScriptedServer.Play($"{Sscn}{Size}{Port}C: RETR a\nS: 150 go\nC: ABOR\nS: 426 aborted\nS: 226 ok\nC: PWD\nS: 257 \"/\"");
        await using ScriptedServer target = ScriptedServer.Play($"{Sscn}{Begins}{Pasv}C: STOR b\nS: 553 no");
        await using FtpsClient from = await ConnectAsync(source);
        await using FtpsClient to = await ConnectAsync(target);
        FtpsException failure = await FailsAsync(() => ServerToServer.CopyAsync(from, "a", to, "b", null, Cancellation));
        Assert.Equal((FtpsFailure.NotAvailable, CopySide.Target, true), (failure.Failure, failure.Side, failure.ConnectionUsable));
        await StillWorksAsync(from);
        await StillWorksAsync(to);
        await FinishAsync(source, target);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_an_abort_is_said_to_be_lost()
    {
        await using ScriptedServer source = ScriptedServer.Play($"{Sscn}{Size}{Port}C: RETR a\nS: 150 go\nC: ABOR\nC: PWD\nX: wait");
        await using ScriptedServer target = ScriptedServer.Play($"{Sscn}{Begins}{Pasv}C: STOR b\nS: 553 no");
        (_, FtpsException? failure) = await CopyAsync(source, target);
        Assert.Equal((FtpsFailure.NotAvailable, false), (failure!.Failure, failure.ConnectionUsable));
    }

    [Fact]
    public async Task When_one_control_connection_dies_the_other_is_freed()
    {
        await using ScriptedServer source = ScriptedServer.Play($"{Sscn}{Size}{Port}C: RETR a\nS: 150 go\nC: ABOR\nS: 426 aborted\nS: 226 ok\nC: PWD\nS: 257 \"/\"");
        await using ScriptedServer target = ScriptedServer.Play($"{Sscn}{Begins}{Pasv}C: STOR b\nS: 150 go\nX: reset");
        await using FtpsClient from = await ConnectAsync(source);
        await using FtpsClient to = await ConnectAsync(target);
        FtpsException failure = await FailsAsync(() => ServerToServer.CopyAsync(from, "a", to, "b", null, Cancellation));
        Assert.Equal((FtpsFailure.ConnectionLost, CopySide.Target, false), (failure.Failure, failure.Side, failure.ConnectionUsable));
        Assert.False(to.IsConnected);
        await StillWorksAsync(from);
    }

    [Fact]
    public async Task Roles_are_changed_when_the_first_way_is_closed()
    {
        await using ScriptedServer source = ScriptedServer.Play($"{Sscn}{Size}C: PORT *\nS: 500 illegal PORT\n{Begins}{Pasv}{Sent}");
        await using ScriptedServer target = ScriptedServer.Play($"{Sscn}{Begins}{Pasv}C: SSCN OFF\nS: 200 server\n{Port}{Got}");
        (TransferResult? result, FtpsException? failure) = await CopyAsync(source, target);
        Assert.Null(failure);
        Assert.Equal(10, result!.Moved);
        await FinishAsync(source, target);
    }

    [Fact]
    public async Task Connections_that_are_not_made_leave_it_to_the_caller_and_one_that_broke_is_gone_on_with()
    {
        string Source(string first, string then) => $"{Neither}C: SIZE a\nS: 213 10\nC: PROT C\nS: 200 c\n{Port}C: RETR a\nS: 150 go\nS: {first}\n{then}";
        string Target(string size, string then) => $"{Neither}C: PROT C\nS: 200 c\n{Pasv}C: STOR b\nS: 150 go\nS: 426 gone\nC: SIZE b\nS: {size}\n{then}";
        var clear = new ServerToServerOptions { Protect = false };
        await using (ScriptedServer source = ScriptedServer.Play(Source("425 no connection", $"{Pasv}C: RETR a\nS: 425 again")))
        await using (ScriptedServer target = ScriptedServer.Play(Target("213 0", $"{Port}C: SIZE b\nS: 213 0")))
        {
            Assert.Equal(FtpsFailure.DataConnection, (await CopyAsync(source, target, clear)).Failure!.Failure);
            await FinishAsync(source, target);
        }

        await using (ScriptedServer source = ScriptedServer.Play(Source("426 broken", $"{Port}C: REST 7\nS: 350 go on\nC: RETR a\nS: 150 go\nS: 226 sent")))
        await using (ScriptedServer target = ScriptedServer.Play(Target("213 7", $"{Pasv}C: REST 7\nS: 350 go on\nC: STOR b\nS: 150 go\nS: 226 got it\nC: SIZE b\nS: 213 10")))
        {
            Assert.Equal(10, (await CopyAsync(source, target, clear)).Result!.Moved);
            await FinishAsync(source, target);
        }

        // Both servers say that all is well, and it is not.
        await using (ScriptedServer source = ScriptedServer.Play(Source("226 sent", $"{Port}C: REST 7\nS: 350 go on\nC: RETR a\nS: 150 go\nS: 226 sent")))
        await using (ScriptedServer target = ScriptedServer.Play(
            Target("213 7", $"{Pasv}C: REST 7\nS: 350 go on\nC: STOR b\nS: 150 go\nS: 226 got it\nC: SIZE b\nS: 213 10").Replace("426 gone", "226 got it", StringComparison.Ordinal)))
        {
            Assert.Equal(10, (await CopyAsync(source, target, clear)).Result!.Moved);
            await FinishAsync(source, target);
        }

        // All was sent, and lost before the target had read any of it.
        await using (ScriptedServer source = ScriptedServer.Play(Source("226 sent", $"{Port}C: RETR a\nS: 150 go\nS: 226 sent")))
        await using (ScriptedServer target = ScriptedServer.Play(Target("213 0", $"{Pasv}C: STOR b\nS: 150 go\nS: 226 got it\nC: SIZE b\nS: 213 10")))
        {
            Assert.Equal(10, (await CopyAsync(source, target, clear)).Result!.Moved);
            await FinishAsync(source, target);
        }
    }

    [Theory]
    [InlineData("227 Entering (127,0,0,1,0,22)")]
    [InlineData("227 no idea")]
    public async Task A_port_of_a_service_is_not_passed_on(string reply)
    {
        await using ScriptedServer source = ScriptedServer.Play($"{Neither}{Size}C: PROT C\nS: 200 c\nC: PASV\nS: {reply}");
        await using ScriptedServer target = ScriptedServer.Play($"{Neither}C: PROT C\nS: 200 c\nC: PASV\nS: {reply}");
        Assert.Equal(FtpsFailure.NotSupported, (await CopyAsync(source, target, new ServerToServerOptions { Protect = false })).Failure!.Failure);
        Assert.DoesNotContain("PORT", source.Transcript + target.Transcript.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_size_that_differs_is_not_believed()
    {
        await using ScriptedServer source = ScriptedServer.Play($"{Sscn}{Size}{Port}{Sent}");
        await using ScriptedServer target = ScriptedServer.Play($"{Sscn}{Begins}{Pasv}C: STOR b\nS: 150 go\nS: 226 got it\nC: SIZE b\nS: 213 11");
        Assert.Equal(FtpsFailure.Verification, (await CopyAsync(source, target)).Failure!.Failure);
    }

    [Fact]
    public async Task Cancelling_ends_it_on_both_sides()
    {
        const string Abort = "C: ABOR\nS: 426 aborted\nS: 226 ok\nC: PWD\nS: 257 \"/\"";
        await using ScriptedServer source = ScriptedServer.Play($"{Sscn}{Size}{Port}C: RETR a\nS: 150 go\n{Abort}");
        await using ScriptedServer target = ScriptedServer.Play($"{Sscn}{Begins}{Pasv}C: STOR b\nS: 150 go\n{Abort}");
        await using FtpsClient from = await ConnectAsync(source);
        await using FtpsClient to = await ConnectAsync(target);
        using var cancel = new CancellationTokenSource();
        Task copy = ServerToServer.CopyAsync(from, "a", to, "b", null, cancel.Token);
        await UntilAsync(() => Trace.Count(line => line.Contains(": 150 go", StringComparison.Ordinal)) == 2);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => copy);
        await StillWorksAsync(from);
        await StillWorksAsync(to);
        await FinishAsync(source, target);
    }

    [Fact]
    public async Task One_client_cannot_be_both_ends()
    {
        await using ScriptedServer server = ScriptedServer.Play(Sscn);
        await using FtpsClient client = await ConnectAsync(server);
        await Assert.ThrowsAsync<ArgumentException>(() => ServerToServer.CopyAsync(client, "a", client, "b", null, Cancellation));
    }
}
