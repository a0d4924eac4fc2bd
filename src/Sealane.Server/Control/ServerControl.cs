using System.Net;
using Microsoft.Extensions.Logging;
using Sealane.Server.Options;
using Sealane.Server.Transfers;

namespace Sealane.Server.Control;

/// <summary>What the server's control needs of the program around it.</summary>
public sealed record ControlParts
{
    /// <summary>Of the program.</summary>
    public required string Version { get; init; }

    /// <summary>The system user that the process runs as.</summary>
    public required string User { get; init; }

    /// <summary>How it came to be that user: one sentence.</summary>
    public required string Privileges { get; init; }

    /// <summary>Path of the configuration file; null for none.</summary>
    public required string? Configuration { get; init; }

    /// <summary>Absolute path of the state directory.</summary>
    public required string StateDirectory { get; init; }

    /// <summary>The certificates in use; reads files, and is called on threads that may.</summary>
    public required Func<IReadOnlyList<CertificateStatus>> Certificates { get; init; }

    /// <summary>Keeps the last failures.</summary>
    public required RecentErrors Errors { get; init; }

    /// <summary>Reads the configuration again and has the server use it.</summary>
    public required Func<CancellationToken, Task<ReloadOutcome>> Reload { get; init; }

    /// <summary>Begins to stop; true lets transfers finish.</summary>
    public required Action<bool> Stop { get; init; }
}

/// <summary>The control of one server. It reads what sessions publish about themselves and takes no lock that they take.</summary>
public sealed class ServerControl(FtpsServer server, ControlParts parts) : IServerControl, IDisposable
{
    private readonly SemaphoreSlim _reloads = new(1);
    private volatile IReadOnlyList<string> _needRestart = [];
    private long _configured = server.Time.GetUtcNow().UtcTicks;
    private int _reloading;

    /// <inheritdoc/>
    public ServerStatus Status()
    {
        ServerOptions options = server.Options;
        return new ServerStatus
        {
            State = server.IsStopping ? "deactivating" : Volatile.Read(ref _reloading) != 0 ? "reloading" : "active",
            Since = server.Started,
            Version = parts.Version,
            Pid = Environment.ProcessId,
            User = parts.User,
            Privileges = parts.Privileges,
            Configuration = parts.Configuration,
            Configured = new DateTimeOffset(Volatile.Read(ref _configured), TimeSpan.Zero),
            StateDirectory = parts.StateDirectory,
            Listeners = [.. Listeners(options)],
            PassivePorts = options.Passive.Enabled ? $"{options.Passive.MinPort}-{options.Passive.MaxPort}" : "none (pasv_enable=NO)",
            Certificates = parts.Certificates(),
            MaxClients = options.Limits.MaxClients,
            Sessions = Sessions(),
            Totals = server.Events.Counters.Read(),
            LastErrors = parts.Errors.Newest(),
            NeedRestart = _needRestart,
        };
    }

    /// <inheritdoc/>
    public IReadOnlyList<SessionStatus> Sessions() => [.. server.Sessions.Select(Describe).OrderBy(session => session.Id)];

    /// <inheritdoc/>
    public AddressStatus Address(IPAddress address)
    {
        IPAddress plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return new()
        {
            Sessions = server.SessionCount,
            SessionsFromHere = server.Sessions.Count(session => session.Peer.Address.Equals(plain)),
            BannedSeconds = Math.Ceiling(server.Throttle.BannedFor(plain)?.TotalSeconds ?? 0),
        };
    }

    /// <inheritdoc/>
    public int Kick(KickTarget target)
    {
        Session[] meant = [.. server.Sessions.Where(session => session.Ended == SessionEnd.None
            && (target.Session is { } number ? session.Id == number : session.State.Account?.Name is { } name && name == target.User))];
        if (meant.Length > 0)
        {
            server.Log.Kicked(meant.Length, target.ToString());
        }

        foreach (Session session in meant)
        {
            session.RequestEnd(SessionEnd.Kicked, abortTransfer: true);
        }

        return meant.Length;
    }

    /// <inheritdoc/>
    public async Task<ReloadOutcome> ReloadAsync(CancellationToken cancellation)
    {
        await _reloads.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            Volatile.Write(ref _reloading, 1);
            ReloadOutcome outcome = await parts.Reload(cancellation).ConfigureAwait(false);
            if (outcome.Applied)
            {
                Volatile.Write(ref _configured, server.Time.GetUtcNow().UtcTicks);
                _needRestart = outcome.NeedRestart;
            }

            return outcome;
        }
        finally
        {
            Volatile.Write(ref _reloading, 0);
            _reloads.Release();
        }
    }

    /// <inheritdoc/>
    public void Stop(bool drain) => parts.Stop(drain);

    /// <summary>When nobody can call any more.</summary>
    public void Dispose() => _reloads.Dispose();

    private IEnumerable<ListenerStatus> Listeners(ServerOptions options)
    {
        foreach (ControlListener listener in server.Listeners.All)
        {
            string how = listener.ImplicitTls ? "implicit TLS" : options.Tls.Enabled ? "explicit TLS" : "in the clear";
            yield return new ListenerStatus("tcp", listener.EndPoint.ToString(), $"FTP, {how}{(server.Listeners.Given ? ", passed by the service manager" : "")}");
        }

        foreach (IPEndPoint passive in server.PassivePorts.EndPoints)
        {
            yield return new ListenerStatus("tcp", passive.ToString(), "data connections");
        }

        yield return new ListenerStatus("unix", ControlSocket.PathIn(parts.StateDirectory), "control (ftpsd status, who, kick, reload, stop)");
    }

    // What is read here are single references that the session's task replaces; none of it can be half written.
    private static SessionStatus Describe(Session session)
    {
        Transfer? transfer = session.Transfer;
        double seconds = transfer?.Elapsed.TotalSeconds ?? 0;
        return new SessionStatus
        {
            Id = session.Id,
            Address = session.Peer.Address.ToString(),
            Port = session.Peer.Port,
            User = session.State.Account?.Name,
            Since = session.Started,
            State = session.Ended != SessionEnd.None ? "ending" : transfer is not null ? "transfer" : session.State.Account is null ? "login" : session.HasDataPort ? "data" : "idle",
            IdleSeconds = Math.Round(session.Idle.TotalSeconds, 1),
            Tls = session.Control.Tls is { } tls ? $"{tls.Version} {tls.Cipher}" : null,
            Client = session.State.ClientName,
            Transfer = transfer is null ? null : new TransferStatus
            {
                Verb = transfer.Verb,
                Path = transfer.Path.ToString(),
                Bytes = transfer.Moved,
                Seconds = Math.Round(seconds, 3),
                BytesPerSecond = (long)(transfer.Moved / Math.Max(seconds, 0.001)),
            },
        };
    }
}
