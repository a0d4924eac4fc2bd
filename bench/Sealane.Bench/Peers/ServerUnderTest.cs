using System.Diagnostics;
using Sealane.Bench.Load;
using Sealane.Bench.Measure;

namespace Sealane.Bench.Peers;

/// <summary>One server of the comparison: how it is configured, started, reached and stopped.</summary>
internal abstract class ServerUnderTest(TestBed bed, int index)
{
    // Below the kernel's ephemeral range (32768 up), so that no client port can take a passive one.
    private const int FirstControlPort = 9021;
    private const int FirstPassivePort = 10_000;
    private const int PassivePorts = 4_000;

    private Process? _process;

    internal abstract string Name { get; }

    /// <summary>The name on the command line and in file names.</summary>
    internal string Id => Name.Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();

    /// <summary>Why this server cannot be measured here, or null.</summary>
    internal abstract string? Unavailable { get; }

    internal virtual bool HasMlsd => true;

    /// <summary>The most sessions its build allows, whatever its configuration says.</summary>
    internal virtual int MaxSessions => int.MaxValue;

    /// <summary>What distinguishes this server's set-up from the others'.</summary>
    internal abstract string Remark { get; }

    internal virtual Endpoint Endpoint => new(ControlPort, TestBed.User, TestBed.Password);

    internal ProcessTree Processes { get; private set; } = new(-1);

    internal TestBed Bed => bed;

    protected int ControlPort { get; } = FirstControlPort + (index * 10);

    protected int PassiveFrom { get; } = FirstPassivePort + (index * PassivePorts);

    protected int PassiveTo => PassiveFrom + PassivePorts - 1;

    /// <summary>This server's own directory for configuration, logs and state.</summary>
    protected string Directory => Path.Combine(bed.Root, Id);

    /// <summary>The last lines the server wrote, for the report of a failure.</summary>
    internal string LogTail => File.Exists(LogFile) ? string.Join(" | ", File.ReadLines(LogFile).TakeLast(3)) : "";

    protected string LogFile => Path.Combine(Directory, "output.log");

    /// <summary>Writes the configuration and returns the command line, program first.</summary>
    protected abstract string[] Prepare();

    /// <summary>Starts the server and waits until a client can log in.</summary>
    internal async Task StartAsync(ClientTls? tls)
    {
        System.IO.Directory.CreateDirectory(Directory);
        string[] command = Prepare();
        // The shell replaces itself, so the process we know is the server's first.
        ProcessStartInfo start = new("/bin/sh", ["-c", $"exec \"$@\" >>'{LogFile}' 2>&1 </dev/null", "sh", .. command]);
        Environment(start.Environment);
        _process = Process.Start(start)!;
        Processes = new ProcessTree(_process.Id);
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                using LoadClient client = new(Endpoint, tls);
                client.Quit();
                return;
            }
            catch (IOException e) when (attempt < 100 && !_process.HasExited)
            {
                GC.KeepAlive(e); // Not listening yet.
                await Task.Delay(100);
            }
        }
    }

    internal async Task StopAsync()
    {
        if (_process is not null)
        {
            await Processes.StopAsync();
            await _process.WaitForExitAsync();
            _process.Dispose();
            _process = null;
        }
    }

    /// <summary>Changes to the environment the server runs in.</summary>
    protected virtual void Environment(IDictionary<string, string?> variables)
    {
    }

    protected string Write(string name, string text, UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite)
    {
        string path = Path.Combine(Directory, name);
        File.WriteAllText(path, text);
        File.SetUnixFileMode(path, mode);
        return path;
    }
}
