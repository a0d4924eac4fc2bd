namespace Sealane.Server.Control;

/// <summary>A server at one moment.</summary>
public sealed record ServerStatus
{
    /// <summary><c>active</c>, <c>reloading</c> or <c>deactivating</c> (transfers are finishing).</summary>
    public required string State { get; init; }

    /// <summary>When it began to serve.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Of the program.</summary>
    public required string Version { get; init; }

    /// <summary>Its process.</summary>
    public required int Pid { get; init; }

    /// <summary>The system user that it runs as.</summary>
    public required string User { get; init; }

    /// <summary>How it came to be that user, and what it may do: one sentence.</summary>
    public required string Privileges { get; init; }

    /// <summary>Path of the configuration file; null for defaults alone.</summary>
    public required string? Configuration { get; init; }

    /// <summary>When the configuration in use was read.</summary>
    public required DateTimeOffset Configured { get; init; }

    /// <summary>Absolute path of the state directory.</summary>
    public required string StateDirectory { get; init; }

    /// <summary>Every socket that it listens on, passive ports that are open now included.</summary>
    public required IReadOnlyList<ListenerStatus> Listeners { get; init; }

    /// <summary>The range that passive ports are opened from when they are needed, such as <c>50000-50999</c>.</summary>
    public required string PassivePorts { get; init; }

    /// <summary>Its certificates; empty without TLS.</summary>
    public required IReadOnlyList<CertificateStatus> Certificates { get; init; }

    /// <summary>Most sessions at a time; 0 for no limit.</summary>
    public required int MaxClients { get; init; }

    /// <summary>The open sessions, oldest first.</summary>
    public required IReadOnlyList<SessionStatus> Sessions { get; init; }

    /// <summary>What has happened since <see cref="Since"/>.</summary>
    public required ServerTotals Totals { get; init; }

    /// <summary>The last failures that an operator should know of, newest first.</summary>
    public required IReadOnlyList<ErrorStatus> LastErrors { get; init; }

    /// <summary>Options that were changed by a reload and wait for a restart.</summary>
    public required IReadOnlyList<string> NeedRestart { get; init; }
}

/// <summary>A listening socket.</summary>
/// <param name="Protocol"><c>tcp</c> or <c>unix</c>.</param>
/// <param name="Address">Address and port, or path.</param>
/// <param name="Serves">What is spoken there.</param>
public sealed record ListenerStatus(string Protocol, string Address, string Serves);

/// <summary>A certificate in use.</summary>
public sealed record CertificateStatus
{
    /// <summary>Path of the file.</summary>
    public required string File { get; init; }

    /// <summary>Host names and addresses that it is good for.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>First moment at which clients refuse it.</summary>
    public required DateTimeOffset NotAfter { get; init; }

    /// <summary>Whole days until then; negative when it has expired.</summary>
    public required int DaysLeft { get; init; }

    /// <summary>As clients show it: <c>AA:BB:…</c>.</summary>
    public required string Sha256 { get; init; }

    /// <summary>True when the local authority issued it, and renews it.</summary>
    public required bool RenewsItself { get; init; }
}

/// <summary>Counts since the start. Listings are no transfers here.</summary>
public sealed record ServerTotals
{
    /// <summary>Control connections that were let in.</summary>
    public required long Connections { get; init; }

    /// <summary>Control connections that <c>max_clients</c> or <c>max_per_ip</c> turned away.</summary>
    public required long TurnedAway { get; init; }

    /// <summary>Logins that succeeded.</summary>
    public required long Logins { get; init; }

    /// <summary>Logins that were refused.</summary>
    public required long RefusedLogins { get; init; }

    /// <summary>Uploads that were completed.</summary>
    public required long Uploads { get; init; }

    /// <summary>Downloads that were completed.</summary>
    public required long Downloads { get; init; }

    /// <summary>Uploads and downloads that were not.</summary>
    public required long FailedTransfers { get; init; }

    /// <summary>Bytes of files received, of failed uploads too.</summary>
    public required long BytesReceived { get; init; }

    /// <summary>Bytes of files sent, of failed downloads too.</summary>
    public required long BytesSent { get; init; }
}

/// <summary>A failure that was logged.</summary>
/// <param name="Time">When.</param>
/// <param name="Level"><c>warning</c>, <c>error</c> or <c>critical</c>.</param>
/// <param name="Id">The number that the log gives it (docs/logs.md).</param>
/// <param name="Text">One line.</param>
public sealed record ErrorStatus(DateTimeOffset Time, string Level, int Id, string Text);

/// <summary>What stands against another connection from an address.</summary>
public sealed record AddressStatus
{
    /// <summary>Sessions of all addresses.</summary>
    public required int Sessions { get; init; }

    /// <summary>Sessions of this one.</summary>
    public required int SessionsFromHere { get; init; }

    /// <summary>Seconds for which its logins are still refused (<c>ban_after</c>); 0 when they are not.</summary>
    public required double BannedSeconds { get; init; }
}
