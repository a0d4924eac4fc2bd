namespace Sealane.Server.Options;

/// <summary>How many, how long, how fast.</summary>
public sealed record LimitOptions
{
    internal LimitOptions()
    {
    }

    /// <summary><c>max_clients</c>: control connections at a time. Default 2000; 0 for no limit.</summary>
    public required int MaxClients { get; init; }

    /// <summary><c>max_per_ip</c>: control connections at a time from one address. Default 50; 0 for no limit.</summary>
    public required int MaxPerAddress { get; init; }

    /// <summary><c>idle_session_timeout</c>: between two commands, transfers not counted. Default 300 s; <see cref="Timeout.InfiniteTimeSpan"/> for 0.</summary>
    public required TimeSpan IdleTimeout { get; init; }

    /// <summary><c>data_connection_timeout</c>: how long a transfer may stand still. Default 300 s; <see cref="Timeout.InfiniteTimeSpan"/> for 0.</summary>
    public required TimeSpan StallTimeout { get; init; }

    /// <summary><c>local_max_rate</c>: bytes per second of one session. Default 0: no limit.</summary>
    public required long BytesPerSecond { get; init; }

    /// <summary><c>drain_timeout</c>: what running transfers get when the server stops. Default 30 s; zero cuts them off.</summary>
    public required TimeSpan DrainTimeout { get; init; }
}

/// <summary>Logging in, and what failing costs.</summary>
public sealed record LoginOptions
{
    internal LoginOptions()
    {
    }

    /// <summary><c>login_timeout</c>: from connecting until logged in. Default 60 s, at least 1 s.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary><c>max_login_fails</c>: failures that end a session. Default 3, at least 1.</summary>
    public required int MaxFailures { get; init; }

    /// <summary><c>delay_failed_login</c>: before a failure is answered. Default 1 s; zero for none.</summary>
    public required TimeSpan FailureDelay { get; init; }

    /// <summary><c>delay_successful_login</c>: before a success is answered. Default zero.</summary>
    public required TimeSpan SuccessDelay { get; init; }

    /// <summary><c>ban_after</c>: failures from one address, over all sessions, that ban it for a while. Default 20; 0 for never.</summary>
    public required int BanAfter { get; init; }

    /// <summary><c>userlist_enable</c> and its file. Null (the default): any name may be tried.</summary>
    public required UserListOptions? UserList { get; init; }
}
