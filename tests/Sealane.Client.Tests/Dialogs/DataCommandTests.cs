using Sealane.Client.Profiles;
using Sealane.Client.Tests.Support;
using Sealane.Protocol;

namespace Sealane.Client.Tests.Dialogs;

/// <summary>What <see cref="CommandUse"/> allows around transfers: sizes, announcements, resuming, giving up, times.</summary>
public sealed class DataCommandTests : DialogTests
{
    private const string Get = "@data RETR x\n";
    private const string Put = "@data STOR x\n";
    private const string Size = "C: SIZE x\nS: 213 5\n";

    private Task<FtpsClient> ConnectAsync(ScriptedServer server, CommandUse use, Func<FtpsClientOptions, FtpsClientOptions>? also = null) =>
        FtpsClient.ConnectAsync((also ?? (options => options))(Options(server) with { Commands = use }), Cancellation);

    private static Task<TransferResult> SendAsync(FtpsClient client, long offset = 0) =>
        client.UploadAsync(new MemoryStream("hello"u8.ToArray()), "x", new TransferOptions { Offset = offset }, Cancellation);

    [Theory]
    [InlineData("202 not needed")]
    [InlineData("500 what?")]
    public async Task The_size_of_an_upload_is_announced(string answer)
    {
        await using ScriptedServer server = ScriptedServer.Play($"@login\nC: ALLO 5\nS: {answer}\n{Put}D: expect hello\nS: 226 done\n{Size}");
        await using FtpsClient client = await ConnectAsync(server, new CommandUse { Allo = true });
        await SendAsync(client);
        await server.FinishAsync();
    }

    [Fact]
    public async Task An_announced_size_for_which_there_is_no_room_ends_the_upload()
    {
        await using ScriptedServer server = ScriptedServer.Play("@login\nC: ALLO 5\nS: 552 Quota exceeded.\nC: NOOP\nS: 200 ok");
        await using FtpsClient client = await ConnectAsync(server, new CommandUse { Allo = true });
        Assert.Equal(552, (await FailsAsync(() => SendAsync(client))).Reply!.Code);
        await StillWorksAsync(client);
        await server.FinishAsync();
    }

    [Fact]
    public async Task Without_REST_an_upload_is_gone_on_with_by_APPE_where_the_file_ends_there()
    {
        await using ScriptedServer server = ScriptedServer.Play(
            "@login\nC: SIZE x\nS: 213 7\n@data APPE x\nD: expect hello\nS: 226 done\nC: SIZE x\nS: 213 12\n");
        await using FtpsClient client = await ConnectAsync(server, new CommandUse { RestStor = false });
        await SendAsync(client, offset: 7);
        await server.FinishAsync();
    }

    [Theory]
    [InlineData("C: SIZE x\nS: 213 8", true)]
    [InlineData("C: SIZE x\nS: 550 no", true)]
    [InlineData("", false)]
    public async Task Without_REST_nothing_is_appended_to_what_is_not_known_to_fit(string asked, bool size)
    {
        await using ScriptedServer server = ScriptedServer.Play($"@login\n{asked}\nC: NOOP\nS: 200 ok");
        await using FtpsClient client = await ConnectAsync(server, new CommandUse { RestStor = false, Size = size });
        FtpsException e = await FailsAsync(() => SendAsync(client, offset: 7));
        Assert.Equal((FtpsFailure.NotSupported, 0, true), (e.Failure, e.Moved, e.ConnectionUsable));
        await StillWorksAsync(client);
        await server.FinishAsync();
    }

    [Fact]
    public async Task Without_SIZE_nothing_is_measured_and_that_is_said_once()
    {
        await using ScriptedServer server = ScriptedServer.Play($"@login\n{Put}D: expect hello\nS: 226 done\n{Put}D: expect hello\nS: 226 done");
        await using FtpsClient client = await ConnectAsync(server, new CommandUse { Size = false });
        await SendAsync(client);
        await SendAsync(client);
        Assert.Single(Trace, line => line.Contains("is not checked", StringComparison.Ordinal));
        Assert.Equal(FtpsFailure.NotSupported, (await FailsAsync(() => client.GetSizeAsync("x", Cancellation))).Failure);
        await server.FinishAsync();
    }

    [Fact]
    public async Task Without_SIZE_and_MLST_an_upload_cannot_be_gone_on_with()
    {
        await using ScriptedServer server = ScriptedServer.Play("@login\nA: FEAT 502 no\nC: MDTM x\nS: 213 20200102030405\nA: CWD 550 no directory");
        await using FtpsClient client = await ConnectAsync(server, new CommandUse { Size = false });
        string file = Path.GetTempFileName();
        try
        {
            FtpsException e = await FailsAsync(() => client.UploadFileAsync(file, "x", new FileTransferOptions { Resume = true }, Cancellation));
            Assert.Equal(FtpsFailure.NotSupported, e.Failure);
            Assert.Contains("nothing was sent", e.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }

        await server.FinishAsync();
    }

    [Theory]
    [InlineData("150 Opening BINARY mode data connection for x (10 bytes) (1000 bytes).", null, 1000L)]
    [InlineData("150 Opening BINARY mode data connection for x (2000 bytes).", FtpsFailure.Truncated, 2000L)]
    [InlineData("150 here", FtpsFailure.Truncated, null)]
    public async Task Where_SIZE_is_not_asked_the_size_comes_from_150(string begun, FtpsFailure? failure, long? told)
    {
        await using ScriptedServer server = ScriptedServer.Play($"@login\n@port\nC: RETR x\nS: {begun}\nD: accept tls resumed\nD: send {{a*1000}}\nD: fin\nS: 226 done");
        await using FtpsClient client = await ConnectAsync(server, new CommandUse { Size = false, CatchSize = true });
        var progress = new Totals();
        Exception? e = await Record.ExceptionAsync(() => GetAsync(client, "x", new TransferOptions { Progress = progress }));
        Assert.Equal(failure, (e as FtpsException)?.Failure);
        Assert.Equal(told, progress.Last?.Total);
        await StillWorksAsync(client);
    }

    [Theory]
    [InlineData(null, "ABOR")]
    [InlineData(false, "ABOR")]
    [InlineData(true, "\uFFFD\uFFFD\uFFFD\uFFFDABOR")]
    public async Task ABOR_is_announced_by_Telnet_where_that_is_wanted(bool? telnet, string abort)
    {
        await using ScriptedServer server = ScriptedServer.Play($"@login\nA: PWD\n{Get}D: send {{a*100}}\nC: {abort}\nS: 426 gone\nS: 226 aborted\nC: PWD\nS: 257 \"/\"");
        await using FtpsClient client = await ConnectAsync(server, new CommandUse { TelnetIac = telnet });
        await CancelAsync(client);
        await StillWorksAsync(client);
        await server.FinishAsync();
    }

    [Fact]
    public async Task Without_ABOR_a_server_that_notices_is_kept_and_one_that_does_not_is_left()
    {
        await using ScriptedServer server = ScriptedServer.Play($"@login\n{Get}D: send {{a*100}}\nD: gone\nS: 426 gone\n{Get}D: send {{a*100}}\nX: wait");
        await using FtpsClient client = await ConnectAsync(server, new CommandUse { Abor = false, AborPatience = TimeSpan.FromSeconds(6) });
        await CancelAsync(client);
        await StillWorksAsync(client);
        await CancelAsync(client);
        Assert.False(client.IsConnected);
        Assert.DoesNotContain("Sent: ABOR", Trace);
        await server.FinishAsync();
    }

    [Fact]
    public async Task The_answer_to_ABOR_is_waited_for_as_long_as_that_is_wanted()
    {
        await using ScriptedServer server = ScriptedServer.Play($"@login\nA: PWD\n{Get}D: send {{a*100}}\nC: ABOR\nC: PWD\nX: wait");
        await using FtpsClient client = await ConnectAsync(server, new CommandUse { AborPatience = Soon }, options => options with { ShutdownTimeout = TimeSpan.FromMinutes(5) });
        await CancelAsync(client);
        Assert.False(client.IsConnected);
        await server.FinishAsync();
    }

    private static async Task CancelAsync(FtpsClient client)
    {
        using var cancel = new CancellationTokenSource();
        var content = new MemoryStream();
        Task download = client.DownloadAsync("x", content, null, cancel.Token);
        await UntilAsync(() => content.Length == 100);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => download);
    }

    [Theory]
    [InlineData(null, "\uFFFD\uFFFD")]
    [InlineData(true, "\uFFFD\uFFFD")]
    [InlineData(false, "\uFFFD")]
    public async Task Telnets_escape_is_sent_twice_unless_Telnet_is_unknown(bool? telnet, string name)
    {
        await using ScriptedServer server = ScriptedServer.Play($"@login\nC: DELE a{name}b\nS: 250 gone");
        await using FtpsClient client = await ConnectAsync(server, new CommandUse { TelnetIac = telnet }, options => options with { Charset = Charset.Find("iso-8859-1")! });
        await client.DeleteAsync("aÿb", Cancellation);
        await server.FinishAsync();
    }

    [Theory]
    [InlineData(ServerKind.Unknown)]
    [InlineData(ServerKind.Vsftpd)]
    public async Task A_150_that_does_not_come_is_not_waited_for_longer_than_wanted(ServerKind kind)
    {
        string measured = kind == ServerKind.Vsftpd ? "C: SIZE x\n" : "";
        await using ScriptedServer server = ScriptedServer.Play($"""
            @login
            @port
            C: RETR x
            D: accept tls resumed
            @sent hello
            @port
            C: STOR x
            {measured}D: accept tls resumed
            D: expect hello
            S: 226 done
            {(measured.Length > 0 ? "" : "C: SIZE x")}
            S: 213 5
            """);
        FtpsClientOptions options = Options(server, kind) with { Commands = new CommandUse { BeginPatience = Soon } };
        await using FtpsClient client = await FtpsClient.ConnectAsync(options, Cancellation);
        Assert.Equal("hello"u8.ToArray(), await GetAsync(client, "x"));
        await SendAsync(client);

        // Where TLS does not wait for the 150, the download may be over before anybody has lost patience.
        Assert.InRange(Trace.Count(line => line.Contains("without its 150", StringComparison.Ordinal)), kind == ServerKind.Unknown ? 2 : 1, 2);
        await server.FinishAsync();
    }

    [Fact]
    public async Task A_refusal_in_place_of_a_late_150_is_told()
    {
        await using ScriptedServer server = ScriptedServer.Play("@login\n@port\nC: STOR x\nD: accept tls resumed\nS: 553 No.");
        await using FtpsClient client = await ConnectAsync(server, new CommandUse { BeginPatience = Soon });
        Assert.Equal(553, (await FailsAsync(() => SendAsync(client))).Reply!.Code);
        await StillWorksAsync(client);
    }

    [Theory]
    [InlineData(true, true, "C: SITE UTIME 20200102030405 x\nS: 200 ok")]
    [InlineData(false, true, "C: SITE UTIME x 20200102030405 20200102030405 20200102030405 UTC\nS: 200 ok")]
    [InlineData(true, true, "C: SITE UTIME 20200102030405 x\nS: 501 what?\nC: SITE UTIME x 20200102030405 20200102030405 20200102030405 UTC\nS: 200 ok\nC: SITE UTIME x 20200102030405 20200102030405 20200102030405 UTC\nS: 200 ok")]
    public async Task Times_are_set_by_the_form_of_SITE_UTIME_that_is_allowed_and_known(bool two, bool five, string asked)
    {
        await using ScriptedServer server = ScriptedServer.Play($"@login\nA: FEAT 211-Features:\\r\\n SITE UTIME\\r\\n211 End\n{asked}");
        await using FtpsClient client = await ConnectAsync(server, new CommandUse { SiteUtimeTwo = two, SiteUtime = five });
        for (int times = asked.Split("200 ok").Length - 1; times > 0; times--)
        {
            Assert.True(await client.SetModifiedAsync("x", new DateTime(2020, 1, 2, 3, 4, 5, DateTimeKind.Utc), Cancellation));
        }

        await server.FinishAsync();
    }

    [Fact]
    public async Task Times_are_not_set_by_what_is_not_allowed()
    {
        await using ScriptedServer server = ScriptedServer.Play("@login\nA: FEAT 211-Features:\\r\\n SITE UTIME\\r\\n211 End\nC: NOOP\nS: 200 ok");
        await using FtpsClient client = await ConnectAsync(server, new CommandUse { SiteUtimeTwo = false, SiteUtime = false });
        Assert.False(await client.SetModifiedAsync("x", DateTime.UnixEpoch, Cancellation));
        await StillWorksAsync(client);
        await server.FinishAsync();
    }

    [Fact]
    public async Task Blocks_are_no_larger_than_wanted()
    {
        await using ScriptedServer server = ScriptedServer.Play($"@login\n{Put}D: expect 10000\nS: 226 done\nC: SIZE x\nS: 213 10000\n{Get}@sent {{a*10000}}");
        await using FtpsClient client = await FtpsClient.ConnectAsync(Options(server) with { BufferSize = 2048 }, Cancellation);
        var blocks = new Blocks(new byte[10000]);
        _ = await client.UploadAsync(blocks, "x", null, Cancellation);
        Assert.Equal(2048, blocks.Largest);
        blocks = new Blocks(new byte[10000]);
        _ = await client.DownloadAsync("x", blocks, null, Cancellation);
        Assert.InRange(blocks.Largest, 1, 2048);
        await server.FinishAsync();
    }

    private sealed class Totals : IProgress<TransferProgress>
    {
        public TransferProgress? Last { get; private set; }

        public void Report(TransferProgress value) => Last = value;
    }

    private sealed class Blocks(byte[] content) : MemoryStream(content)
    {
        public int Largest { get; private set; }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int count = await base.ReadAsync(buffer, cancellationToken);
            Largest = Math.Max(Largest, count);
            return count;
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Largest = Math.Max(Largest, buffer.Length);
            return base.WriteAsync(buffer, cancellationToken);
        }
    }
}
