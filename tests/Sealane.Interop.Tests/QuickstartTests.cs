using System.Text.RegularExpressions;
using Sealane.Interop.Tests.Daemons;

namespace Sealane.Interop.Tests;

/// <summary>The first minute: <c>ftpsd quickstart</c>, and what it prints, run as printed.</summary>
public sealed class QuickstartTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    private string[] Words => ["quickstart", "--dir", "it's my data", "--port", Site.Text(Site.FreePort())];

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task The_printed_lines_work_as_printed()
    {
        await using DaemonProcess daemon = await StartAsync(Words);
        string[] curl = Lines(daemon, "curl ");
        string lftp = Assert.Single(Lines(daemon, "lftp "));
        Assert.Equal(3, curl.Length);
        Assert.All([.. curl, lftp], line => Assert.DoesNotMatch("-k|--insecure|verify-certificate|verify no", line));

        byte[] bytes = Site.Bytes(123_456);
        File.WriteAllBytes(_scratch.File("FILE"), bytes);
        (await ShellAsync(curl[0])).Succeeded();
        Assert.Contains(" FILE", (await ShellAsync(curl[1])).Succeeded(), StringComparison.Ordinal);
        File.Delete(_scratch.File("FILE"));
        (await ShellAsync(curl[2])).Succeeded();
        Assert.Equal(bytes, File.ReadAllBytes(_scratch.File("FILE")));

        string said = (await ShellAsync(lftp, "put FILE -o 'second one'\nls\ncat 'second one' | wc -c\nrm FILE\nbye\n")).Succeeded();
        Assert.Contains("second one", said, StringComparison.Ordinal);
        Assert.Contains("123456", said, StringComparison.Ordinal);
        Assert.Equal(["second one"], Directory.GetFiles(Files(daemon)).Select(Path.GetFileName));
        await daemon.StopAsync();
    }

    [Fact]
    public async Task A_second_run_goes_on_with_the_state_of_the_first()
    {
        string[] words = Words;
        string curl, authority;
        await using (DaemonProcess first = await StartAsync(words))
        {
            curl = Lines(first, "curl ")[0];
            authority = File.ReadAllText(_scratch.File("it's my data/state/tls/ca.pem"));

            // Where this user's ftps looks for authorities that it need not be told of.
            Assert.Contains(_scratch.File("it's my data/state/tls/ca.pem"), await File.ReadAllLinesAsync(Path.Combine(DaemonProcess.StateHome, "sealane", "local-authorities")));
            File.WriteAllText(_scratch.File("FILE"), "kept");
            (await ShellAsync(curl)).Succeeded();
            await first.StopAsync();
        }

        // Without --port: the one of the last run is in the configuration.
        await using DaemonProcess second = await StartAsync(words[..3]);
        (await ShellAsync(curl)).Succeeded();
        Assert.Equal("kept", File.ReadAllText(Path.Combine(Files(second), "FILE")));
        Assert.Equal(authority, File.ReadAllText(_scratch.File("it's my data/state/tls/ca.pem")));
        Assert.Contains("ftpsd user passwd demo --generate --config", second.Output, StringComparison.Ordinal);
        await second.StopAsync();
    }

    [Fact]
    public async Task A_killed_server_leaves_nothing_that_stops_the_next()
    {
        string[] words = Words;
        string curl;
        await using (DaemonProcess first = await StartAsync(words))
        {
            curl = Lines(first, "curl ")[0];
            await first.KillAsync();
        }

        await using DaemonProcess second = await StartAsync(words);
        File.WriteAllText(_scratch.File("FILE"), "again");
        (await ShellAsync(curl)).Succeeded();
        await second.StopAsync();
    }

    [Fact]
    public async Task Ctrl_C_lets_a_download_finish()
    {
        await using DaemonProcess daemon = await StartAsync(Words);
        byte[] bytes = Site.Bytes(12_000_000);
        File.WriteAllBytes(Path.Combine(Files(daemon), "FILE"), bytes);

        // Slow enough that it still runs when the server is told to stop, and longer than any default of a few seconds.
        // And it stands still meanwhile, however long that takes.
        Task<ToolRun> download = ShellAsync($"{Lines(daemon, "curl ")[2]} --limit-rate 3M & echo $! >pid.new; mv pid.new pid; wait $!");
        while (!File.Exists(_scratch.File("FILE")) || !File.Exists(_scratch.File("pid")))
        {
            await Task.Delay(20);
            Assert.False(download.IsCompleted);
        }

        (await ShellAsync("kill -STOP $(cat pid)")).Succeeded();
        await daemon.InterruptAsync();
        await daemon.WaitForAsync(line => line.Contains("Stopping: 1 sessions, 1 with a transfer", StringComparison.Ordinal));
        (await ShellAsync("kill -CONT $(cat pid)")).Succeeded();
        (await download).Succeeded();
        Assert.Equal(bytes, File.ReadAllBytes(_scratch.File("FILE")));
        await daemon.EndedWellAsync();
    }

    private Task<DaemonProcess> StartAsync(IEnumerable<string> words) => DaemonProcess.StartAsync(words, directory: _scratch.Path, untilSaid: "Ctrl-C");

    private Task<ToolRun> ShellAsync(string line, string? input = null)
    {
        if (!line.StartsWith("kill ", StringComparison.Ordinal))
        {
            Tool.Require(line.Split(' ')[0]);
        }

        return Tool.RunAsync("/bin/sh", ["-c", line], input, _scratch.Path);
    }

    private static string[] Lines(DaemonProcess daemon, string start) =>
        [.. daemon.Output.Split('\n').Select(line => line.Trim()).Where(line => line.StartsWith(start, StringComparison.Ordinal) && line.Contains("ca.pem", StringComparison.Ordinal))];

    private static string Files(DaemonProcess daemon) => Regex.Match(daemon.Output, @"(?m)^  files +(.+)$").Groups[1].Value;
}
