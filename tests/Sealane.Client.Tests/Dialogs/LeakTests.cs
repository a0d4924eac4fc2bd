using Sealane.Client.Control;
using Sealane.Client.Tests.Support;
using Sealane.Client.Trust;

namespace Sealane.Client.Tests.Dialogs;

/// <summary>Clients leave nothing behind, whichever way they end. Runs alone: it counts what the whole process holds.</summary>
[Collection(nameof(Alone))]
public sealed class LeakTests : DialogTests
{
    private const int Rounds = 40;

    private const string Get = "@data RETR x\nD: send {a*1000}\n";

    private static readonly string[] s_ways =
    [
        "@login\nC: QUIT\nS: 221 bye",
        $"@login\n{Get}D: reset\nX: reset",
        $"@login\n{Get}D: gone",
        $"@login\n{Get}D: gone",
        "X: wait",
        "S: 220 ready\nC: AUTH TLS\nS: 234 go on\nT:\nX: wait",
    ];

    [Fact]
    public async Task Hundreds_of_connections_leave_no_socket_and_no_deadline_behind()
    {
        await using ScriptedServer server = ScriptedServer.Play(string.Join("\n===\n", Enumerable.Repeat(s_ways, Rounds).SelectMany(ways => ways)));
        FtpsClientOptions options = Options(server);
        int before = Deadlines.Heartbeat.Count;
        for (int i = 0; i < Rounds * s_ways.Length; i++)
        {
            await VisitAsync(server, options, i);
        }

        // A client that leaves at once may take the ground from under a line of the script; what counts here is what it leaves behind.
        _ = await Record.ExceptionAsync(server.FinishAsync);
        _ = await Record.ExceptionAsync(() => UntilAsync(() => Deadlines.Heartbeat.Count <= before && Sockets(server.Port).Length == 0));
        string[] sockets = Sockets(server.Port);
        Assert.True(Deadlines.Heartbeat.Count <= before && sockets.Length == 0, $"{Deadlines.Heartbeat.Count} deadlines ({before} before), {sockets.Length} sockets\n{string.Join('\n', sockets)}");
    }

    private async Task VisitAsync(ScriptedServer server, FtpsClientOptions options, int number)
    {
        switch (number % s_ways.Length)
        {
            case 0:
                await using (await FtpsClient.ConnectAsync(options, Cancellation))
                {
                }

                break;
            case 1:
                await using (FtpsClient lost = await FtpsClient.ConnectAsync(options, Cancellation))
                {
                    Assert.False((await FailsAsync(() => GetAsync(lost, "x"))).ConnectionUsable);
                }

                break;
            case 2:
                // Disposed under a transfer.
                FtpsClient busy = await FtpsClient.ConnectAsync(options, Cancellation);
                var arrived = new MemoryStream();
                Task download = busy.DownloadAsync("x", arrived, null, Cancellation);
                await UntilAsync(() => arrived.Length == 1000);
                await busy.DisposeAsync();
                _ = await FailsAsync(() => download);
                break;
            case 3:
                // With a stream that nobody disposes.
                await using (FtpsClient forgetful = await FtpsClient.ConnectAsync(options, Cancellation))
                {
                    _ = await (await forgetful.OpenReadAsync("x", 0, Cancellation)).ReadAsync(new byte[1000], Cancellation);
                }

                break;
            case 4:
                using (var cancel = new CancellationTokenSource())
                {
                    // It waits for a greeting.
                    Task connecting = FtpsClient.ConnectAsync(options, cancel.Token);
                    await UntilAsync(() => server.Connections > number);
                    await cancel.CancelAsync();
                    await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting);
                }

                break;
            default:
                FtpsException e = await FailsAsync(() => FtpsClient.ConnectAsync(options with { Trust = new ServerTrust(new ServerTrustOptions { UseSystemStore = false }) }, Cancellation));
                Assert.Equal(FtpsFailure.Untrusted, e.Failure);
                break;
        }

        Trace.Clear();
    }

    // Our ends of connections to the server's control port that are still open: those of /proc/net/tcp whose inode is behind one of our descriptors.
    private static string[] Sockets(int port)
    {
        var held = new HashSet<string>();
        foreach (string descriptor in Directory.GetFiles("/proc/self/fd"))
        {
            try
            {
                held.Add(File.ResolveLinkTarget(descriptor, returnFinalTarget: false)?.Name ?? "");
            }
            catch (FileNotFoundException)
            {
                // Closed since the directory was read: not held.
            }
        }

        return
        [
            .. File.ReadAllLines("/proc/net/tcp").Skip(1).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Where(fields => fields[2].EndsWith($":{port:X4}", StringComparison.Ordinal) && held.Contains($"socket:[{fields[9]}]"))
                .Select(fields => string.Join(' ', fields[..4])),
        ];
    }
}

/// <summary>For tests that look at the process as a whole.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
