namespace Sealane.Server.Accounts;

/// <summary>Why a login was refused. For the log and the counters: the client is told 530 (or 421) and nothing else.</summary>
public enum LoginDenial
{
    /// <summary>It was not.</summary>
    None,

    /// <summary>No account of that name, or a name that no account can have.</summary>
    UnknownUser,

    /// <summary>The password is not the account's.</summary>
    WrongPassword,

    /// <summary>The password is right; the account is locked.</summary>
    Locked,

    /// <summary>The password is right; the account's time is over.</summary>
    Expired,

    /// <summary>The account has no password, or one whose hash cannot be checked here (<see cref="LoginResult.Detail"/> says why).</summary>
    NoPassword,

    /// <summary>A rule keeps this user out, whatever the password: a list, a module of PAM, being root.</summary>
    NotAdmitted,

    /// <summary>Too many failures from this address; nothing was looked up.</summary>
    AddressBanned,

    /// <summary>The account store did not answer: 421, not the client's fault and not counted against it.</summary>
    StoreUnavailable,
}

/// <summary>The answer to a login.</summary>
public readonly record struct LoginResult
{
    /// <summary>The account that logged in; null when refused.</summary>
    public Account? Account { get; init; }

    /// <summary>Why it was refused.</summary>
    public LoginDenial Reason { get; init; }

    /// <summary>How long to wait before the reply is sent; zero for a login that succeeded.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>The system's session of a system user; the caller disposes it when the FTP session ends. Null for all others.</summary>
    public IAsyncDisposable? PamSession { get; init; }

    /// <summary>What the session goes on under, when a file of <c>user_config_dir</c> has settings for its user; null when nothing changes.</summary>
    public Options.ServerOptions? Options { get; init; }

    /// <summary>For the log: what is remarkable about the user's file, one line each. Empty when it was looked at before.</summary>
    public IReadOnlyList<string> Warnings { get => field ?? []; init; }

    /// <summary>For the operator, where the reason alone does not say what to do; null otherwise. Holds no secret.</summary>
    public string? Detail { get; init; }
}
