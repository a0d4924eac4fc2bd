using System.Net;
using System.Net.Sockets;

namespace Sealane.Transport;

/// <summary>One race of connection attempts (RFC 8305 §5): a new one starts when the last has had its delay or has failed; the first to connect wins, the others are closed.</summary>
internal sealed class DialRace(DialerSettings settings, TimeProvider time, bool data)
{
    // linux/in.h: the port is chosen when the peer is known, so that one port serves connections to many peers.
    private const int BindAddressNoPort = 24;

    private readonly List<Attempt> _failed = [];

    /// <summary>Runs it.</summary>
    /// <returns>The winner, or null when all have failed or <paramref name="stop"/> was cancelled; <see cref="Failure"/> then says why.</returns>
    internal async Task<Socket?> RunAsync(IReadOnlyList<IPEndPoint> targets, CancellationToken stop)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var running = new List<Task<Attempt>>();
        int next = 0;
        while (next < targets.Count || running.Count > 0)
        {
            if (next < targets.Count)
            {
                running.Add(AttemptAsync(targets[next++], end.Token));
            }

            Attempt? finished = await NextAsync(running, mayWait: next == targets.Count, end.Token).ConfigureAwait(false);
            if (finished is { Socket: { } socket })
            {
                await end.CancelAsync().ConfigureAwait(false);
                foreach (Task<Attempt> loser in running)
                {
                    _ = CloseAsync(loser);
                }

                return socket;
            }

            if (stop.IsCancellationRequested)
            {
                // What was not even tried is no failure of its address.
                next = targets.Count;
            }
        }

        return null;
    }

    /// <summary>The first attempt to end, taken off the list; null when the delay passed before.</summary>
    private async Task<Attempt?> NextAsync(List<Task<Attempt>> running, bool mayWait, CancellationToken stop)
    {
        Task ended = Task.WhenAny(running);
        if (!mayWait)
        {
            using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
            Task delay = Task.Delay(settings.AttemptDelay, time, over.Token);
            await Task.WhenAny(ended, delay).ConfigureAwait(false);
            await over.CancelAsync().ConfigureAwait(false);
            if (!ended.IsCompleted)
            {
                return null;
            }
        }

        Task<Attempt> first = await Task.WhenAny(running).ConfigureAwait(false);
        running.Remove(first);
        Attempt attempt = await first.ConfigureAwait(false);
        if (attempt.Socket is null)
        {
            _failed.Add(attempt);
        }

        return attempt;
    }

    // Never throws: a race has losers.
    private async Task<Attempt> AttemptAsync(IPEndPoint target, CancellationToken stop)
    {
        Socket? socket = null;
        try
        {
            socket = new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            settings.Sockets.Apply(socket, data);
            if (settings.LocalAddress is { } local)
            {
                if (OperatingSystem.IsLinux())
                {
                    socket.SetRawSocketOption(0, BindAddressNoPort, BitConverter.GetBytes(1));
                }

                socket.Bind(new IPEndPoint(local, 0));
            }

            await socket.ConnectAsync(target, stop).ConfigureAwait(false);
            return new Attempt(target, socket, null);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            socket?.Dispose();
            return new Attempt(target, null, e as SocketException);
        }
    }

    private static async Task CloseAsync(Task<Attempt> loser)
    {
        Attempt attempt = await loser.ConfigureAwait(false);
        attempt.Socket?.Dispose();
    }

    /// <summary>Words for a race that nobody won.</summary>
    internal DialException Failure(string host, int port)
    {
        DialFailure kind = _failed.Any(a => a.Kind == DialFailure.Refused) ? DialFailure.Refused
            : _failed.Any(a => a.Kind == DialFailure.TimedOut) ? DialFailure.TimedOut
            : DialFailure.Unreachable;
        string advice = kind switch
        {
            DialFailure.Refused => "no server listens there; check the port, and that the server runs",
            DialFailure.TimedOut => "the host is down, or a firewall drops what we send",
            _ => "no way leads there; check the network",
        };
        string tried = string.Join("; ", _failed.Select(a => a.Describe(settings)));
        return new DialException(kind, $"cannot connect to {host} port {port}: {tried} ({advice})", _failed.Find(a => a.Error is not null)?.Error);
    }

    private sealed record Attempt(IPEndPoint Target, Socket? Socket, SocketException? Error)
    {
        internal DialFailure Kind => Error?.SocketErrorCode switch
        {
            null or SocketError.TimedOut => DialFailure.TimedOut,
            SocketError.ConnectionRefused => DialFailure.Refused,
            _ => DialFailure.Unreachable,
        };

        internal string Describe(DialerSettings settings) => Error switch
        {
            null => $"{Target.Address} did not answer within {settings.Timeout.TotalSeconds:0.#} s",
            { SocketErrorCode: SocketError.TimedOut } => $"{Target.Address} did not answer",
            { SocketErrorCode: SocketError.ConnectionRefused } => $"{Target.Address} refused",
            { SocketErrorCode: SocketError.AddressNotAvailable } when settings.LocalAddress is { } local => $"{local} is not an address of this machine",
            _ => $"{Target.Address}: {Error.Message}",
        };
    }
}
