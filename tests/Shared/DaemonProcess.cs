using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Sealane.Tests.Shared;

/// <summary>The server's executable, running: the one that was built beside these tests.</summary>
internal sealed class DaemonProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    /// <summary>The user's state directory as daemons of the tests see it.</summary>
    public static readonly string StateHome = Path.Combine(Path.GetTempPath(), $"sealane-interop-state-{Environment.UserName}");

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();
    private readonly List<(Func<string, bool> Matches, TaskCompletionSource<string> Seen)> _awaited = [];
    private readonly Task _reading;

    private DaemonProcess(Process process)
    {
        _process = process;
        _reading = Task.WhenAll(ReadAsync(process.StandardOutput, _output), ReadAsync(process.StandardError, _error));
    }

    /// <summary>The server that is tried: that of the build, or the one that SEALANE_FTPSD names (a package's, say).</summary>
    public static string Executable { get; } =
        Environment.GetEnvironmentVariable("SEALANE_FTPSD") is { Length: > 0 } other ? other : Path.Combine(AppContext.BaseDirectory, "ftpsd");

    /// <summary>What it has said on standard output so far.</summary>
    public string Output => Snapshot(_output);

    /// <summary>What it has said on standard error so far: its log.</summary>
    public string Error => Snapshot(_error);

    /// <summary>Where it listens, in the order in which it said so.</summary>
    public IReadOnlyList<IPEndPoint> EndPoints =>
        [.. Regex.Matches(Error, @"Listening on (\S+) \(").Select(match => IPEndPoint.Parse(match.Groups[1].Value))];

    public bool HasExited => _process.HasExited;

    public int Id => _process.Id;

    /// <summary>Starts it and waits until it has said of <paramref name="listeners"/> sockets that it listens, and <paramref name="untilSaid"/>.</summary>
    public static Task<DaemonProcess> StartAsync(IEnumerable<string> words, int listeners = 1, string? directory = null, string? untilSaid = null) =>
        StartAsync(StartInfo(words, directory), listeners, untilSaid);

    /// <summary>Starts it by another program that becomes it, or with more in its environment.</summary>
    public static async Task<DaemonProcess> StartAsync(ProcessStartInfo start, int listeners = 1, string? untilSaid = null)
    {
        var daemon = new DaemonProcess(Process.Start(start)!);
        try
        {
            await daemon.WaitForAsync(_ => daemon.EndPoints.Count >= listeners);
            if (untilSaid is not null)
            {
                await daemon.WaitForAsync(line => line.Contains(untilSaid, StringComparison.Ordinal));
            }
        }
        catch
        {
            await daemon.KillAsync();
            throw;
        }

        return daemon;
    }

    /// <summary>Runs a verb that ends by itself.</summary>
    public static Task<ToolRun> RunAsync(IEnumerable<string> words, string? input = null, string? directory = null) =>
        Tool.RunAsync(Executable, words, input, directory, s_patience);

    /// <summary>Waits for a line on either stream; one that it has said already counts.</summary>
    public async Task<string> WaitForAsync(Func<string, bool> matches, TimeSpan? patience = null)
    {
        var seen = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_awaited)
        {
            if ((Output + Error).Split('\n').FirstOrDefault(matches) is { } said)
            {
                return said;
            }

            _awaited.Add((matches, seen));
        }

        TimeSpan limit = patience ?? s_patience;
        await Task.WhenAny(seen.Task, _reading, Task.Delay(limit));
        Assert.True(seen.Task.IsCompletedSuccessfully, $"ftpsd {(_process.HasExited ? "ended" : $"waited {limit}")} without the line that was waited for\n{this}");
        return await seen.Task;
    }

    /// <summary>Ctrl-C.</summary>
    public Task InterruptAsync() => SignalAsync("INT");

    /// <summary>Sends it a signal, named as kill(1) names it.</summary>
    public async Task SignalAsync(string signal) =>
        (await Tool.RunAsync("/bin/sh", ["-c", $"kill -{signal} {_process.Id.ToString(CultureInfo.InvariantCulture)}"])).Succeeded();

    /// <summary>Waits for its end and asserts that it was an orderly one: exit code 0, and no failure in its log.</summary>
    public async Task EndedWellAsync()
    {
        using var limit = new CancellationTokenSource(s_patience);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
            await _reading;
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"ftpsd does not end\n{this}");
        }

        Assert.True(_process.ExitCode == 0, $"ftpsd ended with exit code {_process.ExitCode}\n{this}");
        Assert.DoesNotMatch(" (fail|crit): ", Error);
    }

    /// <summary>Ctrl-C, and an orderly end.</summary>
    public async Task StopAsync()
    {
        await InterruptAsync();
        await EndedWellAsync();
    }

    /// <summary>SIGKILL, as a machine's sudden end.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    public override string ToString() => $"--- ftpsd's stdout\n{Output}\n--- ftpsd's stderr\n{Error}";

    /// <summary>How it is started; to be completed.</summary>
    public static ProcessStartInfo StartInfo(IEnumerable<string> words, string? directory) => new(Executable, words)
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        WorkingDirectory = directory ?? Path.GetTempPath(),

        // What a daemon notes for this user's clients must not pile up in the home of whoever runs the tests.
        Environment = { ["XDG_STATE_HOME"] = StateHome },
    };

    private async Task ReadAsync(StreamReader reader, StringBuilder into)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (_awaited)
            {
                lock (into)
                {
                    into.Append(line).Append('\n');
                }

                foreach ((Func<string, bool> matches, TaskCompletionSource<string> seen) in _awaited.ToArray())
                {
                    if (matches(line) && seen.TrySetResult(line))
                    {
                        _awaited.Remove((matches, seen));
                    }
                }
            }
        }
    }

    private static string Snapshot(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString();
        }
    }
}
