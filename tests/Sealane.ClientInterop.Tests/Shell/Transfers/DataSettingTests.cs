using Sealane.ClientInterop.Tests.Relays;
using Sealane.ClientInterop.Tests.Servers;

namespace Sealane.ClientInterop.Tests.Shell.Transfers;

/// <summary>Settings about transfers, seen from outside: what is said to real servers, and what becomes of the files.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class DataSettingTests(ServerPark park) : ServerTests(park)
{
    private async Task<TransferScript> ScriptAsync(ServerKind kind = ServerKind.Vsftpd) => new(await ServerAsync(kind));

    private static string[] Sent(TransferOutcome outcome) =>
        [.. outcome.Error.Split('\n').Where(line => line.StartsWith("---> ", StringComparison.Ordinal)).Select(line => line[5..])];

    [Fact]
    public async Task Sizes_are_asked_for_only_where_they_may_be()
    {
        using TransferScript script = await ScriptAsync();
        TransferOutcome usual = await script.FtpsAsync("debug 5; put l1");
        Assert.Contains(Sent(usual), command => command.StartsWith("SIZE ", StringComparison.Ordinal));
        TransferOutcome without = await script.FtpsAsync("set ftp:use-size no; debug 9; put l2; get a.txt; mirror -R ld up");
        Assert.Equal(0, without.Code);
        Assert.DoesNotContain(Sent(without), command => command.StartsWith("SIZE ", StringComparison.Ordinal));
        Assert.Contains("is not checked", without.Error, StringComparison.Ordinal);
        Assert.Equal(Site.Bytes(50), File.ReadAllBytes(Path.Combine(script.Remote, "l2")));
    }

    [Fact]
    public async Task An_upload_is_not_gone_on_with_from_a_size_that_nobody_knows()
    {
        using TransferScript script = await ScriptAsync();
        TransferOutcome outcome = await script.FtpsAsync("put l1 -o half; set ftp:use-size no; put -c part -o half");
        Assert.Equal(0, outcome.Code);
        Assert.Contains("half: sent whole: ", outcome.Error, StringComparison.Ordinal);
        Assert.Equal(Site.Bytes(300_000)[..1000], File.ReadAllBytes(Path.Combine(script.Remote, "half")));
    }

    [Fact]
    public async Task Uploads_are_announced()
    {
        using TransferScript script = await ScriptAsync();
        TransferOutcome outcome = await script.FtpsAsync("set ftp:use-allo yes; debug 5; put l1");
        Assert.Equal(0, outcome.Code);
        Assert.Contains("ALLO 40", Sent(outcome));
    }

    [Theory]
    [InlineData(ServerKind.Vsftpd)]
    [InlineData(ServerKind.ProFtpd)]
    [InlineData(ServerKind.Ftpsd)]
    public async Task Without_REST_an_upload_goes_on_by_APPE(ServerKind kind)
    {
        using TransferScript script = await ScriptAsync(kind);
        byte[] whole = Site.Bytes(300_000);
        File.WriteAllBytes(Path.Combine(script.Local, "whole"), whole);
        TransferOutcome outcome = await script.FtpsAsync("put part -o whole; set ftp:rest-stor no; debug 5; put -c whole");
        Assert.Equal(0, outcome.Code);
        Assert.Contains(Sent(outcome), command => command.StartsWith("APPE ", StringComparison.Ordinal));
        Assert.DoesNotContain(Sent(outcome), command => command.StartsWith("REST ", StringComparison.Ordinal));
        Assert.Equal(whole, File.ReadAllBytes(Path.Combine(script.Remote, "whole")));
    }

    [Theory]
    [InlineData("no", false)]
    [InlineData("yes", true)]
    public async Task Room_for_segments_is_taken_at_once(string reserves, bool hasRoom)
    {
        ForeignServer server = await ServerAsync(ServerKind.Ftpsd);
        using TransferScript script = new(server);
        await using Relay relay = Relay.Start(server);
        for (int connection = 0; connection < 3; connection++)
        {
            // Nothing of the file comes: what the part occupies was not written.
            relay.Harm(Channel.Data, new Fault.Stalled(Direction.ToClient, 0), connection);
        }

        string url = script.Url.Replace("127.0.0.1", relay.Address.ToString(), StringComparison.Ordinal);
        _ = await script.FtpsAsync($"set file:use-fallocate {reserves}; set xfer:timeout 4s; set pget:min-chunk-size 10k; pget -n 3 {url}/big.bin");
        string blocks = (await Tool.RunAsync("stat", ["-c", "%b", Path.Combine(script.Local, "big.bin.part")])).Output;
        Assert.Equal(hasRoom, long.Parse(blocks, System.Globalization.CultureInfo.InvariantCulture) * 512 >= 300_000);
    }

    [Fact]
    public async Task Nothing_moving_for_xfer_timeout_ends_a_transfer()
    {
        ForeignServer server = await ServerAsync(ServerKind.Ftpsd);
        using TransferScript script = new(server);
        await using Relay relay = Relay.Start(server);
        relay.Harm(Channel.Data, new Fault.Stalled(Direction.ToClient, 50_000));
        string url = script.Url.Replace("127.0.0.1", relay.Address.ToString(), StringComparison.Ordinal);
        TransferOutcome outcome = await script.FtpsAsync($"set net:timeout 300; set xfer:timeout 1s; get {url}/big.bin");
        Assert.Equal(1, outcome.Code);
        Assert.Contains("nothing moved for 1 seconds", outcome.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("yes", true)]
    [InlineData("no", false)]
    public async Task A_file_is_locked_while_it_is_written(string locks, bool isLocked)
    {
        ForeignServer server = await ServerAsync(ServerKind.Ftpsd);
        using TransferScript script = new(server);
        await using Relay relay = Relay.Start(server);
        relay.Harm(Channel.Data, new Fault.Stalled(Direction.ToClient, 100_000));
        string url = script.Url.Replace("127.0.0.1", relay.Address.ToString(), StringComparison.Ordinal);
        Task<TransferOutcome> run = script.FtpsAsync($"set net:timeout 300; set file:use-lock {locks}; get {url}/big.bin");
        string path = Path.Combine(script.Local, "big.bin");
        await UntilAsync(() => File.Exists(path) && new FileInfo(path).Length > 0);
        using (FileStream other = new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
        {
            Assert.Equal(isLocked, Record.Exception(() => other.Lock(0, 0)) is IOException);
        }

        relay.Release();
        Assert.Equal(0, (await run).Code);
        Assert.Equal(Site.Bytes(300_000), File.ReadAllBytes(path));
    }

    [Fact]
    public async Task Whoever_has_locked_a_file_is_waited_for()
    {
        using TransferScript script = await ScriptAsync();
        byte[] content = Site.Bytes(400);
        Task<TransferOutcome> run;
        using (FileStream held = new(Path.Combine(script.Local, "l1"), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
        {
            held.Lock(0, 0);
            run = script.FtpsAsync("set file:use-lock yes; put l2; put l1");
            await UntilAsync(() => File.Exists(Path.Combine(script.Remote, "l2")));
            held.Write(content);
        }

        Assert.Equal(0, (await run).Code);
        Assert.Equal(content, File.ReadAllBytes(Path.Combine(script.Remote, "l1")));
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while (!condition())
        {
            await Task.Delay(5, patience.Token);
        }
    }

    [Fact]
    public async Task What_the_user_wants_said_after_a_login_is_said_in_order()
    {
        using TransferScript script = await ScriptAsync();
        TransferOutcome outcome = await script.FtpsAsync("close -a; debug 5; set ftp:site \"HELP  CHMOD 644 a.txt\"; set ftp:site-group staff; ls");
        Assert.Equal(["SITE GROUP staff", "SITE HELP", "SITE CHMOD 644 a.txt"], Sent(outcome).Where(command => command.StartsWith("SITE ", StringComparison.Ordinal)));
    }
}
