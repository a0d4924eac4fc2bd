using System.Diagnostics;
using Sealane.Client.Control;
using Sealane.Client.Profiles;
using Sealane.Client.Tests.Support;
using Sealane.Protocol;

namespace Sealane.Client.Tests.Dialogs;

/// <summary>Transfers that end otherwise than they should: what is told, how soon, and what the connection is worth afterwards.</summary>
public sealed class TransferTests : DialogTests
{
    private const string Get = "@data RETR x\n";
    private const string Put = "@data STOR x\n";

    [Theory]
    [InlineData("fin", "226 done", "213 1000", null)]
    [InlineData("fin", "226 done", "213 2000", FtpsFailure.Truncated)]
    [InlineData("fin", "226 done", "550 no size", FtpsFailure.Truncated)]
    [InlineData("fin", "426 broken", "", FtpsFailure.Truncated)]
    [InlineData("reset", "426 broken", "", FtpsFailure.Truncated)]
    [InlineData("end", "451 disk", "", FtpsFailure.Refused)]
    public async Task A_download_without_goodbye_counts_only_if_its_size_is_right(string ending, string final, string size, FtpsFailure? failure)
    {
        string asked = size.Length > 0 ? "C: SIZE x\nS: " + size : "";
        await using ScriptedServer server = ScriptedServer.Play($"@login\n{Get}D: send {{a*1000}}\nC: NOOP\nD: {ending}\nS: {final}\nS: 200 noop\n{asked}");
        await using FtpsClient client = await ConnectAsync(server);
        var content = new MemoryStream();
        Task<TransferResult> download = client.DownloadAsync("x", content, null, Cancellation);
        await UntilAsync(() => content.Length == 1000);

        // So that a reset does not overtake the bytes: the script goes on when this has come.
        await SayNoopAsync(client);
        Exception? e = await Record.ExceptionAsync(() => download);
        if (failure is null)
        {
            Assert.Null(e);
        }
        else
        {
            FtpsException known = Assert.IsType<FtpsException>(e);
            Assert.Equal((failure.Value, 1000, true), (known.Failure, known.Moved, known.ConnectionUsable));
        }

        Assert.Equal(1000, content.Length);
        await StillWorksAsync(client);
    }

    private static async Task SayNoopAsync(FtpsClient client) => _ = await client.Core.Link!.Channel.SendAsync(CommandLine.Of("NOOP"));

    [Fact]
    public async Task A_226_with_fewer_bytes_than_listed_is_a_failure()
    {
        await using ScriptedServer server = ScriptedServer.Play($"@login\n{Get}@sent {{a*1000}}");
        await using FtpsClient client = await ConnectAsync(server);
        FtpsException e = await FailsAsync(() => GetAsync(client, "x", new TransferOptions { ExpectedLength = 1001 }));
        Assert.Equal((FtpsFailure.Truncated, 1000, true), (e.Failure, e.Moved, e.ConnectionUsable));
        await StillWorksAsync(client);
    }

    [Fact]
    public async Task An_upload_that_the_server_refuses_midway_tells_its_words_at_once()
    {
        // The server stops reading and leaves the data connection open.
        await using ScriptedServer server = ScriptedServer.Play($"@login\n{Put}S: 552 Quota exceeded.");
        await using FtpsClient client = await ConnectAsync(server);
        long start = Stopwatch.GetTimestamp();
        FtpsException e = await FailsAsync(() => client.UploadAsync(new MemoryStream(new byte[50_000_000]), "x", null, Cancellation));
        Assert.Equal((FtpsFailure.Refused, 552, true), (e.Failure, e.Reply!.Code, e.ConnectionUsable));
        Assert.Contains("Quota exceeded", e.Message, StringComparison.Ordinal);
        Assert.True(Stopwatch.GetElapsedTime(start) < client.Options.StallTimeout);
        await StillWorksAsync(client);
    }

    [Fact]
    public async Task A_refusal_is_not_kept_waiting_by_a_source_that_has_nothing_yet()
    {
        await using ScriptedServer server = ScriptedServer.Play($"@login\n{Put}S: 552 Quota exceeded.");
        await using FtpsClient client = await ConnectAsync(server);
        FtpsException e = await FailsAsync(() => client.UploadAsync(new SilentStream(), "x", null, Cancellation));
        Assert.Equal(552, e.Reply!.Code);
        await StillWorksAsync(client);
    }

    [Fact]
    public async Task An_upload_from_a_silent_source_can_be_cancelled()
    {
        await using ScriptedServer server = ScriptedServer.Play($"@login\n{Put}D: gone\nS: 426 gone");
        await using FtpsClient client = await ConnectAsync(server);
        using var cancel = new CancellationTokenSource();
        var source = new SilentStream();
        Task upload = client.UploadAsync(source, "x", null, cancel.Token);
        await source.Asked;
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => upload);
        await StillWorksAsync(client);
    }

    [Fact]
    public async Task A_size_that_differs_after_an_upload_is_a_failure()
    {
        await using ScriptedServer server = ScriptedServer.Play($"@login\n{Put}D: expect 5000\nS: 226 done\nC: SIZE x\nS: 213 4999");
        await using FtpsClient client = await ConnectAsync(server);
        FtpsException e = await FailsAsync(() => client.UploadAsync(new MemoryStream(new byte[5000]), "x", null, Cancellation));
        Assert.Equal((FtpsFailure.Verification, true), (e.Failure, e.ConnectionUsable));
        await StillWorksAsync(client);
    }

    [Fact]
    public async Task A_size_asked_for_behind_a_refused_upload_is_not_taken_for_another_reply()
    {
        await using ScriptedServer server = ScriptedServer.Play($"""
            @login
            @port
            C: STOR x
            C: SIZE x
            S: 553 No.
            S: 550 No such file.
            """);
        await using FtpsClient client = await ConnectAsync(server, ServerKind.Vsftpd);
        Assert.Equal(553, (await FailsAsync(() => client.UploadAsync(new MemoryStream(new byte[5]), "x", null, Cancellation))).Reply!.Code);
        await StillWorksAsync(client);
    }

    [Fact]
    public async Task A_local_failure_is_told_and_not_the_servers_answer_to_our_abort()
    {
        await using ScriptedServer server = ScriptedServer.Play($"@login\n{Put}D: gone\nS: 426 gone\n{Get}D: send {{a*100}}\nD: gone\nS: 426 gone");
        await using FtpsClient client = await ConnectAsync(server);
        FtpsException e = await FailsAsync(() => client.UploadAsync(new BrokenStream(), "x", null, Cancellation));
        Assert.Equal((FtpsFailure.LocalFile, "the disk is gone", true), (e.Failure, e.Message, e.ConnectionUsable));
        e = await FailsAsync(() => client.DownloadAsync("x", new BrokenStream(), null, Cancellation));
        Assert.Equal((FtpsFailure.LocalFile, "the disk is gone", true), (e.Failure, e.Message, e.ConnectionUsable));
        await StillWorksAsync(client);
    }

    [Fact]
    public async Task A_download_on_which_nothing_moves_is_given_up_and_the_connection_kept()
    {
        await using ScriptedServer server = ScriptedServer.Play($"@login\n{Get}D: send {{a*100}}\nD: gone\nS: 426 gone");
        await using FtpsClient client = await FtpsClient.ConnectAsync(Options(server) with { StallTimeout = Soon }, Cancellation);
        FtpsException e = await FailsAsync(() => GetAsync(client, "x"));
        Assert.Equal((FtpsFailure.TimedOut, 100, true), (e.Failure, e.Moved, e.ConnectionUsable));
        await StillWorksAsync(client);
    }

    [Fact]
    public async Task An_upload_that_nobody_reads_is_given_up_and_the_connection_kept()
    {
        await using ScriptedServer server = ScriptedServer.Play($"@login\n{Put}A: PWD\nC: ABOR\nS: 426 gone\nS: 226 aborted\nC: PWD\nS: 257 \"/\"");
        await using FtpsClient client = await FtpsClient.ConnectAsync(Options(server) with { StallTimeout = Soon, ShutdownTimeout = TimeSpan.FromSeconds(6) }, Cancellation);
        FtpsException e = await FailsAsync(() => client.UploadAsync(new MemoryStream(new byte[50_000_000]), "x", null, Cancellation));
        Assert.Equal((FtpsFailure.TimedOut, true), (e.Failure, e.ConnectionUsable));
        await StillWorksAsync(client);
        await server.FinishAsync();
    }

    [Fact]
    public async Task When_both_connections_are_silent_everything_ends_and_says_so()
    {
        await using ScriptedServer server = ScriptedServer.Play($"@login\n{Get}D: send {{a*100}}\nA: PWD\nC: ABOR\nC: PWD\nX: wait");
        await using FtpsClient client = await FtpsClient.ConnectAsync(Options(server) with { StallTimeout = Soon, ShutdownTimeout = Soon }, Cancellation);
        FtpsException e = await FailsAsync(() => GetAsync(client, "x"));
        Assert.Equal((FtpsFailure.TimedOut, 100, false), (e.Failure, e.Moved, e.ConnectionUsable));
        Assert.False(client.IsConnected);
    }

    [Fact]
    public async Task A_transfer_may_take_longer_than_a_reply()
    {
        // The final reply comes long after the reply timeout; what is due is only the bytes.
        await using ScriptedServer server = ScriptedServer.Play($"@login\n{Get}D: send {{a*100}}\nC: NOOP\n@sent {{a*100}}\nS: 200 noop");
        await using FtpsClient client = await FtpsClient.ConnectAsync(Options(server) with { ReplyTimeout = ScriptedServer.Patience }, Cancellation);
        var content = new MemoryStream();
        Task download = client.DownloadAsync("x", content, null, Cancellation);
        await UntilAsync(() => content.Length == 100);
        Assert.False(client.Core.Link!.Channel.Connection.Deadline.IsArmed);
        await SayNoopAsync(client);
        client.Core.Link!.Channel.Expect(TimeSpan.Zero);
        await download;
        Assert.Equal(200, content.Length);
    }

    [Theory]
    [InlineData("X: reset")]
    [InlineData("X: end")]
    [InlineData("S: 421 The server goes down.")]
    public async Task A_control_connection_that_ends_ends_the_transfer_at_once(string ending)
    {
        await using ScriptedServer server = ScriptedServer.Play($"@login\n{Get}D: send {{a*100}}\nC: NOOP\n{ending}");
        await using FtpsClient client = await ConnectAsync(server);
        var content = new MemoryStream();
        Task download = client.DownloadAsync("x", content, null, Cancellation);
        await UntilAsync(() => content.Length == 100);
        await SayNoopAsync(client);
        FtpsException e = await FailsAsync(() => download);
        Assert.Equal((FtpsFailure.ConnectionLost, 100, false), (e.Failure, e.Moved, e.ConnectionUsable));
        Assert.False(client.IsConnected);
    }

    [Fact]
    public async Task A_cancelled_download_leaves_the_connection_usable_even_if_the_server_wants_ABOR()
    {
        await using ScriptedServer server = ScriptedServer.Play($"@login\n{Get}D: send {{a*100}}\nA: PWD\nC: ABOR\nS: 426 gone\nS: 226 aborted\nC: PWD\nS: 257 \"/\"\n{Get}@sent hello");
        await using FtpsClient client = await FtpsClient.ConnectAsync(Options(server) with { ShutdownTimeout = TimeSpan.FromSeconds(6) }, Cancellation);
        using var cancel = new CancellationTokenSource();
        var content = new MemoryStream();
        Task download = client.DownloadAsync("x", content, null, cancel.Token);
        await UntilAsync(() => content.Length == 100);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => download);
        Assert.Equal("hello"u8.ToArray(), await GetAsync(client, "x"));
        await server.FinishAsync();
    }

    [Theory]
    [InlineData("S: 226 Since you see this, it worked.")]
    [InlineData("S: 426 gone\nS: 226 aborted")]
    [InlineData("")]
    public async Task However_many_replies_an_abort_has_the_next_command_gets_its_own(string replies)
    {
        await using ScriptedServer server = ScriptedServer.Play($"@login\nA: PWD\n{Get}D: send {{a*100}}\nC: ABOR\n{replies}\nC: PWD\nS: 257 \"/\"\n{Get}@sent hello");
        await using FtpsClient client = await ConnectAsync(server);
        await using (Stream stream = await client.OpenReadAsync("x", 0, Cancellation))
        {
            Assert.Equal('a', stream.ReadByte());
        }

        Assert.Equal("hello"u8.ToArray(), await GetAsync(client, "x"));
        await StillWorksAsync(client);
        await server.FinishAsync();
    }

    [Fact]
    public async Task A_restart_point_that_was_not_used_up_is_taken_back()
    {
        await using ScriptedServer server = ScriptedServer.Play($"@login\n@port\nC: REST 5\nC: EPSV\nS: 350 at 5\nD: open\nS: 229 Entering (|||{{port}}|)\nC: REST 0\nS: 350 at 0\nC: RETR x\nS: 150 here\n"
            + "D: accept tls resumed\n@sent hello\n" + Get + "@sent hello");
        await using FtpsClient client = await ConnectAsync(server);
        using var cancel = new CancellationTokenSource();
        Task download = client.DownloadAsync("x", new MemoryStream(), new TransferOptions { Offset = 5 }, cancel.Token);
        await UntilAsync(() => Trace.Contains("Sent: REST 5"));
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => download);
        Assert.Equal("hello"u8.ToArray(), await GetAsync(client, "x"));
        Assert.Equal("hello"u8.ToArray(), await GetAsync(client, "x"));
        await server.FinishAsync();
    }

    [Fact]
    public async Task A_type_that_may_have_been_set_is_set_again()
    {
        await using ScriptedServer server = ScriptedServer.Play($"@login\nA: TYPE\nC: TYPE I\nS: 200 ok\nC: TYPE A\nC: TYPE I\nS: 200 text\nS: 200 binary\n{Get}@sent hello");
        await using FtpsClient client = await ConnectAsync(server);
        using var cancel = new CancellationTokenSource();
        Task download = client.DownloadAsync("x", new MemoryStream(), new TransferOptions { Ascii = true }, cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => download);
        Assert.Equal("hello"u8.ToArray(), await GetAsync(client, "x"));
        await server.FinishAsync();
    }

    [Fact]
    public async Task Sizes_are_asked_for_in_binary()
    {
        await using ScriptedServer server = ScriptedServer.Play($"""
            @login
            A: TYPE
            C: TYPE I
            S: 200 ok
            C: TYPE A
            S: 200 ok
            @data STOR x
            D: expect one\r\ntwo\r\n
            S: 226 done
            C: TYPE I
            S: 200 ok
            C: SIZE x
            S: 213 8
            """);
        await using FtpsClient client = await ConnectAsync(server);
        _ = await client.UploadAsync(new MemoryStream("one\ntwo\n"u8.ToArray()), "x", new TransferOptions { Ascii = true }, Cancellation);
        Assert.Equal(8, await client.GetSizeAsync("x", Cancellation));
        await server.FinishAsync();
    }

    [Fact]
    public async Task A_range_ends_the_transfer_when_it_is_here()
    {
        await using ScriptedServer server = ScriptedServer.Play($"@login\n@port\nC: REST 3\nS: 350 ok\nC: RETR x\nS: 150 here\nD: accept tls resumed\nD: send {{a*100}}\nD: gone\nS: 426 gone");
        await using FtpsClient client = await ConnectAsync(server);
        Assert.Equal("aaaaa"u8.ToArray(), await GetAsync(client, "x", new TransferOptions { Offset = 3, Length = 5 }));
        await StillWorksAsync(client);
        await server.FinishAsync();
    }

    [Fact]
    public async Task Options_that_contradict_one_another_are_refused()
    {
        await using ScriptedServer server = ScriptedServer.Play("@login");
        await using FtpsClient client = await ConnectAsync(server);
        await Assert.ThrowsAnyAsync<ArgumentException>(() => GetAsync(client, "x", new TransferOptions { Offset = -1 }));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => GetAsync(client, "x", new TransferOptions { Offset = 1, Ascii = true }));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => GetAsync(client, "x", new TransferOptions { Append = true }));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => client.UploadAsync(new MemoryStream(), "x", new TransferOptions { Append = true, Offset = 4 }, Cancellation));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => client.OpenReadAsync("x", -5, Cancellation));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => client.OpenWriteAsync("x", new TransferOptions { Append = true, Offset = 4 }, Cancellation));
        await StillWorksAsync(client);
    }

    [Fact]
    public async Task A_stream_that_is_opened_and_left_alone_lives_and_disposed_early_aborts()
    {
        await using ScriptedServer server = ScriptedServer.Play($"@login\n{Get}D: send {{a*100}}\nD: gone\nS: 426 gone\n{Put}D: gone\nS: 426 gone");
        await using FtpsClient client = await ConnectAsync(server);
        await using (Stream stream = await client.OpenReadAsync("x", 0, Cancellation))
        {
            Assert.Equal('a', stream.ReadByte());
        }

        await using (RemoteWriteStream stream = await client.OpenWriteAsync("x", null, Cancellation))
        {
            await stream.WriteAsync("abc"u8.ToArray(), Cancellation);
            await stream.AbortAsync();
        }

        await StillWorksAsync(client);
        await server.FinishAsync();
    }

    [Fact]
    public async Task A_write_stream_converts_text_and_a_failed_one_does_not_complete()
    {
        await using ScriptedServer server = ScriptedServer.Play($"@login\n{Put}D: expect a\\r\\nb\\r\\n\nS: 226 done\n{Put}D: some\nS: 552 Quota exceeded.");
        await using FtpsClient client = await ConnectAsync(server);
        await using (RemoteWriteStream stream = await client.OpenWriteAsync("x", new TransferOptions { Ascii = true }, Cancellation))
        {
            await stream.WriteAsync("a\nb\n"u8.ToArray(), Cancellation);
        }

        RemoteWriteStream refused = await client.OpenWriteAsync("x", null, Cancellation);
        FtpsException e = await FailsAsync(() => refused.WriteAsync(new byte[50_000_000], Cancellation).AsTask());
        Assert.Equal(552, e.Reply!.Code);
        Assert.Equal(552, (await FailsAsync(() => refused.CompleteAsync(Cancellation))).Reply!.Code);
        await refused.DisposeAsync();
        await StillWorksAsync(client);
    }

    [Fact]
    public async Task Closing_the_client_ends_what_runs_and_what_waits()
    {
        await using ScriptedServer server = ScriptedServer.Play($"@login\n{Get}D: send {{a*100}}\nD: gone");
        FtpsClient client = await ConnectAsync(server);
        var content = new MemoryStream();
        Task download = client.DownloadAsync("x", content, null, Cancellation);
        Task waits = client.SendAsync("NOOP", Cancellation);
        await UntilAsync(() => content.Length == 100);
        await client.DisposeAsync();
        Assert.False((await FailsAsync(() => download)).ConnectionUsable);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => waits);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => client.SendAsync("NOOP", Cancellation));
    }

    private sealed class SilentStream : UserStream
    {
        private readonly TaskCompletionSource _asked = new();

        public Task Asked => _asked.Task;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _asked.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return 0;
        }
    }

    private sealed class BrokenStream : UserStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => throw new ObjectDisposedException(null, "the disk is gone");

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => throw new IOException("the disk is gone");
    }

    private abstract class UserStream : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
