using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Sealane.Daemon.Identity;

/// <summary>
/// Binds data connections to port 20 for a process that has given root up: one thread that keeps CAP_NET_BIND_SERVICE, which opens nothing but ports below 1024,
/// and nothing else. It starts while the process is root, loses root with all other threads, and lets go of every other capability then.
/// </summary>
internal sealed partial class LowPortBinder : IDisposable
{
    private const int PrSetKeepCapabilities = 8;
    private const uint CapabilityVersion3 = 0x20080522;
    private const uint NetBindService = 1u << 10;

    private readonly BlockingCollection<Request> _requests = [];
    private readonly ManualResetEventSlim _prepared = new();
    private readonly ManualResetEventSlim _dropped = new();
    private readonly ManualResetEventSlim _reduced = new();
    private readonly Thread _thread;
    private string? _fault;

    /// <summary>Call while the process is root; returns when the thread is ready for the drop.</summary>
    /// <exception cref="Refusal">The kernel refuses.</exception>
    public LowPortBinder()
    {
        _thread = new Thread(Serve) { IsBackground = true, Name = "port binder" };
        _thread.Start();
        _prepared.Wait();
        ThrowOnFault();
    }

    /// <summary>True while one runs in this process, which then may use low ports although it may not bind them itself.</summary>
    public static bool Runs { get; private set; }

    /// <summary>Call right after the process gave root up; returns when nothing but the one capability is left.</summary>
    /// <exception cref="Refusal">The kernel refuses; the process must not go on.</exception>
    public void Reduce()
    {
        _dropped.Set();
        _reduced.Wait();
        ThrowOnFault();
        Runs = true;
    }

    /// <summary>As <see cref="Socket.Bind"/>. The waiting, a system call long, is on a thread of the pool.</summary>
    public async ValueTask BindAsync(Socket socket, IPEndPoint endPoint)
    {
        SocketException? failure = await Task.Run(() =>
        {
            using var request = new Request(socket, endPoint);
            _requests.Add(request);
            request.Done.Wait();
            return request.Failure;
        }).ConfigureAwait(false);
        if (failure is not null)
        {
            throw failure;
        }
    }

    private void Serve()
    {
        // Threads have their capabilities each for itself: this is about this one alone.
        Check(prctl(PrSetKeepCapabilities, 1, 0, 0, 0), "PR_SET_KEEPCAPS");
        _prepared.Set();
        _dropped.Wait();
        if (_fault is null)
        {
            uint[] header = [CapabilityVersion3, 0];
            uint[] sets = [NetBindService, NetBindService, 0, 0, 0, 0]; // effective, permitted, inheritable; then those above 31
            Check(capset(header, sets), "capset");
        }

        _reduced.Set();
        foreach (Request request in _requests.GetConsumingEnumerable())
        {
            try
            {
                request.Socket.Bind(request.EndPoint);
            }
            catch (SocketException e)
            {
                request.Failure = e;
            }
            catch (ObjectDisposedException)
            {
                request.Failure = new SocketException((int)SocketError.OperationAborted);
            }

            // No task is completed here: the pool might make a thread of this one's likeness.
            request.Done.Set();
        }
    }

    private void Check(int result, string call) => _fault ??= result == 0 ? null : $"{call} failed with errno {Marshal.GetLastPInvokeError()}";

    private void ThrowOnFault()
    {
        if (_fault is { } fault)
        {
            throw new Refusal($"port 20 cannot be kept for data connections once root is given up ({fault}): write connect_from_port_20=NO, or nopriv_user=root to stay root.");
        }
    }

    /// <summary>Ends the thread; nobody may be binding any more.</summary>
    public void Dispose()
    {
        Runs = false;
        _dropped.Set();
        _requests.CompleteAdding();
        _thread.Join();
        _requests.Dispose();
        _prepared.Dispose();
        _dropped.Dispose();
        _reduced.Dispose();
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int prctl(int option, nuint argument, nuint third, nuint fourth, nuint fifth);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int capset(uint[] header, uint[] sets);

    private sealed class Request(Socket socket, IPEndPoint endPoint) : IDisposable
    {
        public Socket Socket { get; } = socket;

        public IPEndPoint EndPoint { get; } = endPoint;

        public ManualResetEventSlim Done { get; } = new();

        public SocketException? Failure { get; set; }

        public void Dispose() => Done.Dispose();
    }
}
