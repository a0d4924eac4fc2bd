using System.Diagnostics;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Sealane.ClientBench.Servers;

/// <summary>A server that was started for the run. Disposing ends it and its children, by their ids.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly Process _process;

    private ServerProcess(Process process) => _process = process;

    /// <summary>Starts a server and waits until it greets.</summary>
    internal static async Task<ServerProcess> StartAsync(string[] command, string log, int port)
    {
        if (IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Any(listener => listener.Port == port && listener.Address.Equals(IPAddress.Loopback)))
        {
            throw new InvalidOperationException($"port {port} is in use: another run of this benchmark?");
        }

        // The shell replaces itself, so the process we know is the server's first.
        var server = new ServerProcess(Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"exec \"$@\" >>'{log}' 2>&1 </dev/null", "sh", .. command]))!);
        for (int attempt = 0; attempt < 100 && !server._process.HasExited; attempt++)
        {
            try
            {
                using TcpClient client = new();
                await client.ConnectAsync(IPAddress.Loopback, port);
                if ((await new StreamReader(client.GetStream()).ReadLineAsync())?.StartsWith("220", StringComparison.Ordinal) == true)
                {
                    return server;
                }
            }
            catch (SocketException)
            {
                // Not listening yet.
            }

            await Task.Delay(50);
        }

        server.Dispose();
        throw new InvalidOperationException($"{command[0]} does not listen on port {port}: {string.Join(" | ", File.ReadLines(log).TakeLast(3))}");
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
    }
}
