using System.Collections.Concurrent;
using System.Net;

namespace Sealane.Server;

/// <summary>The live sessions. One that has left the registry has closed its sockets.</summary>
internal sealed class SessionRegistry
{
    private readonly ConcurrentDictionary<long, Session> _sessions = new();
    private readonly Dictionary<IPAddress, int> _byAddress = [];
    private readonly Lock _gate = new();
    private int _places;
    private TaskCompletionSource? _empty;

    internal int Count => _sessions.Count;

    internal ICollection<Session> All => _sessions.Values;

    /// <summary>Completes when no session is left, at once if there is none.</summary>
    internal Task WhenEmpty()
    {
        lock (_gate)
        {
            if (_places == 0)
            {
                return Task.CompletedTask;
            }

            _empty ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _empty.Task;
        }
    }

    /// <summary>Takes a place for a connection from this address.</summary>
    /// <returns>Null when it may come in; otherwise which limit is reached.</returns>
    internal string? TryEnter(IPAddress address, int maxClients, int maxPerAddress)
    {
        lock (_gate)
        {
            if (maxClients > 0 && _places >= maxClients)
            {
                return $"max_clients={maxClients} is reached";
            }

            int here = _byAddress.GetValueOrDefault(address);
            if (maxPerAddress > 0 && here >= maxPerAddress)
            {
                return $"max_per_ip={maxPerAddress} is reached";
            }

            _byAddress[address] = here + 1;
            _places++;
            return null;
        }
    }

    internal void Add(Session session) => _sessions[session.Id] = session;

    /// <summary>Gives the place back.</summary>
    internal void Leave(long session, IPAddress address)
    {
        _sessions.TryRemove(session, out _);
        lock (_gate)
        {
            if (--_places == 0)
            {
                _empty?.SetResult();
                _empty = null;
            }

            int left = _byAddress[address] - 1;
            if (left == 0)
            {
                _byAddress.Remove(address);
            }
            else
            {
                _byAddress[address] = left;
            }
        }
    }
}
