namespace Sealane.Server.Tests.Sessions;

/// <summary>Sessions leave nothing behind. Runs alone: it counts what the whole process holds.</summary>
[Collection(nameof(Alone))]
public sealed class LeakTests
{
    [Fact]
    public async Task Two_thousand_sessions_leave_nothing_behind()
    {
        await using SessionHarness harness = new("pasv_min_port=21100\npasv_max_port=21199");
        await harness.PutAsync("/a", "content");
        await VisitAsync(harness, 0);
        await SessionHarness.UntilAsync(() => harness.Server.SessionCount == 0, "the first left");
        for (int i = 0; i < 2000; i += 20)
        {
            int first = i;
            await Task.WhenAll(Enumerable.Range(0, 20).Select(n => VisitAsync(harness, first + n)));
        }

        await SessionHarness.UntilAsync(() => harness.Server.SessionCount == 0, "all left");

        // What is left: the open passive ports, each waiting for its retirement, and nothing of any session.
        await SessionHarness.UntilAsync(() => harness.Server.Heartbeat.Count <= harness.Server.PassivePorts.ListenerCount, "the deadlines are gone");
        string[] sockets = [.. Sockets(harness.EndPoint.Port)];
        Assert.True(sockets.Length <= 1, string.Join('\n', sockets));
        await using TestClient client = await harness.LoggedInAsync();
        Assert.Equal("content", await client.DownloadTextAsync("RETR a"));
    }

    // All the ways to leave: politely, silently, by reset, with an armed port, in the middle of a transfer.
    private static async Task VisitAsync(SessionHarness harness, int number)
    {
        await using TestClient client = await harness.LoggedInAsync();
        switch (number % 5)
        {
            case 0:
                await client.AskAsync("QUIT", 221);
                break;
            case 1:
                await client.AskAsync("EPSV", 229);
                break;
            case 2:
                client.Reset();
                break;
            case 3:
                await client.SendAsync("NOOP");
                client.Reset();
                break;
            default:
                await using (TestData data = await client.PassiveAsync())
                {
                    await client.AskAsync($"STOR x{number}", 150);
                    data.Reset();
                    client.Reset();
                }

                break;
        }
    }

    // Connections on the server's side of the control port that this process still holds: those of /proc/net/tcp whose inode is behind one of our descriptors.
    private static IEnumerable<string> Sockets(int port)
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

        return File.ReadAllLines("/proc/net/tcp").Skip(1)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => fields[1].EndsWith($":{port:X4}", StringComparison.Ordinal) && held.Contains($"socket:[{fields[9]}]"))
            .Select(fields => string.Join(' ', fields[..4]));
    }
}

/// <summary>For tests that look at the process as a whole.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
