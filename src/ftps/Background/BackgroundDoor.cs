using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Sealane.Shell.Background;

/// <summary>
/// Where <c>attach</c> knocks at a process in the background: a socket by its process id, in a directory of the user's alone. A line names the terminal; then come the signals of that
/// terminal, a number each line, and at the end the exit code goes back.
/// </summary>
internal sealed class BackgroundDoor : IDisposable
{
    private readonly string _path;
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private CancellationTokenSource _visit = new();
    private Socket? _visitor;
    private StreamReader? _reader;

    /// <param name="directory">Where sockets are.</param>
    /// <exception cref="SocketException">It cannot be made there: the path is too long, for one.</exception>
    public BackgroundDoor(string directory)
    {
        Directory.CreateDirectory(directory);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        _path = Path.Combine(directory, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        File.Delete(_path);
        _listener.Bind(new UnixDomainSocketEndPoint(_path));
        _listener.Listen(1);
    }

    /// <summary>Processes that can be attached to, the newest first. What a process left behind that is gone is cleaned up.</summary>
    public static IReadOnlyList<int> Processes(string directory)
    {
        if (!Directory.Exists(directory))
        {
            return [];
        }

        List<string> alive = [];
        foreach (string path in Directory.GetFiles(directory))
        {
            if (Directory.Exists("/proc/" + Path.GetFileName(path)))
            {
                alive.Add(path);
            }
            else
            {
                File.Delete(path);
            }
        }

        return [.. alive.OrderByDescending(File.GetLastWriteTimeUtc).Select(path => int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out int process) ? process : 0).Where(process => process > 0)];
    }

    /// <summary>Waits for somebody.</summary>
    /// <returns>The terminal that is to be taken.</returns>
    public async Task<string> WaitAsync(CancellationToken cancellation)
    {
        while (true)
        {
            Leave();
            _visitor = await _listener.AcceptAsync(cancellation).ConfigureAwait(false);
            _reader = new StreamReader(new NetworkStream(_visitor), Encoding.UTF8);
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            patience.CancelAfter(TimeSpan.FromSeconds(10));
            try
            {
                if (await _reader.ReadLineAsync(patience.Token).ConfigureAwait(false) is { } terminal && terminal.StartsWith("/dev/", StringComparison.Ordinal))
                {
                    return terminal;
                }
            }
            catch (Exception e) when (e is IOException or OperationCanceledException && !cancellation.IsCancellationRequested)
            {
                // Somebody who knocks and says nothing is let go.
            }
        }
    }

    /// <summary>Passes on what the visitor's terminal signals, until the visitor goes.</summary>
    /// <param name="signal">Gets the number of a signal; that of a hangup when the visitor is gone.</param>
    public async Task ListenAsync(Action<int> signal)
    {
        StreamReader reader = _reader!;
        CancellationToken end = _visit.Token;
        try
        {
            while (await reader.ReadLineAsync(end).ConfigureAwait(false) is { } line)
            {
                if (int.TryParse(line, CultureInfo.InvariantCulture, out int number))
                {
                    signal(number);
                }
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The same as an end.
        }

        if (!end.IsCancellationRequested)
        {
            signal(ProcessCalls.Hangup);
        }
    }

    /// <summary>Tells the visitor the exit code: the terminal is the visitor's again.</summary>
    public async Task EndAsync(int code)
    {
        await _visit.CancelAsync().ConfigureAwait(false);
        if (_visitor is { } visitor)
        {
            try
            {
                await visitor.SendAsync(Encoding.UTF8.GetBytes(code.ToString(CultureInfo.InvariantCulture) + "\n"), SocketFlags.None).ConfigureAwait(false);
            }
            catch (SocketException)
            {
                // The visitor is gone: there is nobody to tell.
            }
        }

        Leave();
    }

    public void Dispose()
    {
        Leave();
        _visit.Dispose();
        _listener.Dispose();
        File.Delete(_path);
    }

    private void Leave()
    {
        _visit.Cancel();
        _visit.Dispose();
        _visit = new CancellationTokenSource();
        _reader?.Dispose();
        _visitor?.Dispose();
        (_reader, _visitor) = (null, null);
    }
}
