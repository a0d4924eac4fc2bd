using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Sealane.Server.Storage;

namespace Sealane.Server.Control;

/// <summary>
/// The Unix socket in the state directory through which a running server is asked and told. Requests and replies are lines of JSON. Only root and the server's own user may
/// connect: by the socket's mode, and by what the kernel says of the peer. Also what keeps a second server off the same state directory.
/// </summary>
public sealed class ControlSocket : IAsyncDisposable
{
    /// <summary>The socket's name in the state directory.</summary>
    public const string FileName = "control.sock";

    /// <summary>A file in the state directory that a living server holds a lock on.</summary>
    public const string LockName = "control.lock";

    // Scripts that ask at the same time; more than that wait in the kernel's queue.
    private const int MostConversations = 16;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly FileStream _lock;
    private readonly string _path;
    private readonly CancellationTokenSource _closing = new();
    private readonly SemaphoreSlim _places = new(MostConversations);
    private Socket? _listener;
    private Task _accepting = Task.CompletedTask;

    private ControlSocket(FileStream held, string path)
    {
        _lock = held;
        _path = path;
    }

    /// <summary>Where the socket of a state directory is.</summary>
    public static string PathIn(string stateDirectory) => Path.Combine(stateDirectory, FileName);

    /// <summary>Takes the state directory for this process. Nobody is answered yet.</summary>
    /// <param name="stateDirectory">It exists and can be written.</param>
    /// <param name="cancellation">Gives up asking the server that has it.</param>
    /// <exception cref="ControlException">Another living server has it; the message names its process.</exception>
    /// <exception cref="IOException">The lock file cannot be made.</exception>
    public static async Task<ControlSocket> ClaimAsync(string stateDirectory, CancellationToken cancellation)
    {
        await DiskThread.Hop();
        string path = PathIn(stateDirectory);
        FileStream? held = TryLock(Path.Combine(stateDirectory, LockName));
        return held is not null
            ? new ControlSocket(held, path)
            : throw new ControlException(
                ControlFailure.Refused,
                $"another ftpsd{await WhoAsync(path, cancellation).ConfigureAwait(false)} serves with the state directory {stateDirectory}. "
                + $"See it: ftpsd status --state-dir {stateDirectory}; end it: ftpsd stop --state-dir {stateDirectory}; or give this one a directory of its own: state_dir=DIR.");
    }

    /// <summary>Begins to answer. A socket that a dead server left behind is replaced: who holds the lock is the only one that lives.</summary>
    /// <param name="control">What is asked and told.</param>
    /// <param name="log">Hears of peers that are refused.</param>
    /// <exception cref="IOException">The socket cannot be made.</exception>
    public void Open(IServerControl control, ILogger log)
    {
        File.Delete(_path);
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            using (var address = new ControlAddress(_path))
            {
                listener.Bind(address.EndPoint);
            }

            // Nobody can connect before listen(2), and until then it has its mode.
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(_path, OwnerOnly);
            }

            listener.Listen(MostConversations);
        }
        catch (SocketException e)
        {
            listener.Dispose();
            throw new IOException($"the control socket {_path} cannot be made: {e.Message}", e);
        }

        _listener = listener;
        _accepting = AcceptAsync(listener, control, log);
    }

    private async Task AcceptAsync(Socket listener, IServerControl control, ILogger log)
    {
        try
        {
            while (true)
            {
                await _places.WaitAsync(_closing.Token).ConfigureAwait(false);
                Socket peer = await listener.AcceptAsync(_closing.Token).ConfigureAwait(false);
                _ = ConverseAsync(new ControlConversation(peer, control, log));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // Closing.
        }
        catch (SocketException e)
        {
            // Out of handles, at worst: the server goes on, and says in its log why nobody can ask it.
            log.ControlFailed(e.Message);
        }
    }

    private async Task ConverseAsync(ControlConversation conversation)
    {
        await conversation.RunAsync(_closing.Token).ConfigureAwait(false);
        _places.Release();
    }

    // FileShare.None is flock(2): it ends with the process, however that ends.
    private static FileStream? TryLock(string path)
    {
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0 };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = OwnerOnly;
            }

            return new FileStream(path, options);
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }

    private static async Task<string> WhoAsync(string path, CancellationToken cancellation)
    {
        try
        {
            ControlReply reply = await new ControlClient(path).AskAsync(new ControlRequest { Command = "status" }, cancellation).ConfigureAwait(false);
            return $" (pid {reply.Status?.Pid})";
        }
        catch (ControlException)
        {
            // It is starting, stopping or hung; that it lives, its lock says.
            return "";
        }
    }

    /// <summary>Stops answering, removes the socket, and frees the state directory.</summary>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        await _accepting.ConfigureAwait(false);
        if (_listener is { } listener)
        {
            listener.Dispose();
            File.Delete(_path);
        }

        await _lock.DisposeAsync().ConfigureAwait(false);
    }
}
