using System.Net;

namespace Sealane.Server.Control;

/// <summary>
/// What an administrator may see of a running server and do to it, from the control socket and from the web console alike. Nothing of it is reachable through FTP.
/// Every member may be called from any thread; none makes a session wait.
/// </summary>
public interface IServerControl
{
    /// <summary>The server at this moment.</summary>
    ServerStatus Status();

    /// <summary>The open sessions at this moment, oldest first.</summary>
    IReadOnlyList<SessionStatus> Sessions();

    /// <summary>What stands against another connection from an address at this moment.</summary>
    AddressStatus Address(IPAddress address);

    /// <summary>Ends sessions: idle ones with 421, running transfers are cut off (an upload stays resumable).</summary>
    /// <param name="target">Which.</param>
    /// <returns>How many were told to end; 0 when there is none of that kind.</returns>
    int Kick(KickTarget target);

    /// <summary>Reads the configuration again and uses it if all of it is right. A second call waits for the first.</summary>
    Task<ReloadOutcome> ReloadAsync(CancellationToken cancellation);

    /// <summary>Begins to stop, and returns at once.</summary>
    /// <param name="drain">True lets running transfers finish for <c>drain_timeout</c>; false cuts them off.</param>
    void Stop(bool drain);
}

/// <summary>Which sessions are meant: one, or all of an account.</summary>
/// <param name="Session">Number of a session; null when <paramref name="User"/> is given.</param>
/// <param name="User">Login name of an account; null when <paramref name="Session"/> is given.</param>
public readonly record struct KickTarget(long? Session, string? User)
{
    /// <inheritdoc/>
    public override string ToString() => Session is { } number ? $"session {number}" : $"user {User}";
}

/// <summary>What became of a reload.</summary>
public sealed record ReloadOutcome
{
    /// <summary>True when the new configuration is in use for new sessions; false when the old one stayed.</summary>
    public required bool Applied { get; init; }

    /// <summary>What was wrong (then nothing was changed), or worth a warning; one line each, with file and line.</summary>
    public required IReadOnlyList<string> Findings { get; init; }

    /// <summary>What changed, one phrase each: options with their old and new value, sockets, certificate.</summary>
    public required IReadOnlyList<string> Changes { get; init; }

    /// <summary>Changed options that are not in use before a restart.</summary>
    public required IReadOnlyList<string> NeedRestart { get; init; }
}
