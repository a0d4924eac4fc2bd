using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sealane.ClientInterop.Tests.Servers;

/// <summary>A server's first process and what it writes. Ended with all of its children, by their ids.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private readonly string _name;
    private readonly Process _process;
    private readonly StringBuilder _output = new();

    private ServerProcess(string name, Process process)
    {
        _name = name;
        _process = process;
        _ = Task.WhenAll(ReadAsync(process.StandardOutput), ReadAsync(process.StandardError));
    }

    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    public static ServerProcess Start(string name, string[] command, IReadOnlyDictionary<string, string?> environment)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string variable, string? value) in environment)
        {
            start.Environment[variable] = value;
        }

        Process process = Process.Start(start)!;
        process.StandardInput.Close();
        return new ServerProcess(name, process);
    }

    /// <summary>Waits until the server accepts on a port and, where it speaks first, says 220.</summary>
    public async Task UntilGreetingAsync(string address, int port, bool speaksFirst)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            using var socket = new TcpClient(address.Contains(':', StringComparison.Ordinal) ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork);
            using var limit = new CancellationTokenSource(s_patience);
            try
            {
                await socket.ConnectAsync(IPAddress.Parse(address), port, limit.Token);
                if (!speaksFirst || (await new StreamReader(socket.GetStream()).ReadLineAsync(limit.Token))?.StartsWith("220", StringComparison.Ordinal) == true)
                {
                    return;
                }
            }
            catch (Exception e) when (e is SocketException or IOException or OperationCanceledException)
            {
                // Not yet, or not as it will be: nothing else tells when a foreign server has begun to listen.
            }

            Assert.False(_process.HasExited, $"{_name} ended with exit code {(_process.HasExited ? _process.ExitCode : 0)} instead of listening on {address}:{port}\n{Output}");
            Assert.True(Stopwatch.GetElapsedTime(start) < s_patience, $"{_name} does not listen on {address}:{port}\n{Output}");
            await Task.Delay(20);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task ReadAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (_output)
            {
                _output.Append(line).Append('\n');
            }
        }
    }
}
