using Sealane.Server.Hosts;

namespace Sealane.Server.Options;

/// <summary>
/// A whole configuration, checked and ready for use. Immutable: a reload makes a new one, and each session keeps the one it began with.
/// Only <see cref="ConfigurationLoader"/> makes them.
/// </summary>
public sealed record ServerOptions
{
    internal ServerOptions()
    {
    }

    /// <summary><c>tcp_wrappers</c>: which addresses are let in, and under which options. Null (the default): all.</summary>
    internal HostRules? Hosts { get; init; }

    /// <summary>The options that clients from an address are served under: these, unless a line of <c>hosts.allow</c> gives the address others.</summary>
    public ServerOptions ServedTo(System.Net.IPAddress client) =>
        Hosts?.Find(client)?.Options is { } theirs ? theirs with { LocalUsers = LocalUsers is null ? null : theirs.LocalUsers } : this;

    /// <summary>Where control connections are accepted.</summary>
    public required ListenOptions Listen { get; init; }

    /// <summary>Certificate, protocol versions and what is enforced.</summary>
    public required TlsOptions Tls { get; init; }

    /// <summary>Data connections that clients open (PASV, EPSV).</summary>
    public required PassiveOptions Passive { get; init; }

    /// <summary>Data connections that the server opens (PORT, EPRT).</summary>
    public required ActiveOptions Active { get; init; }

    /// <summary>How many, how long, how fast.</summary>
    public required LimitOptions Limits { get; init; }

    /// <summary>Logging in, and what failing costs.</summary>
    public required LoginOptions Login { get; init; }

    /// <summary><c>local_enable</c>: logins of the system's users, for whom the process keeps what it needs to act as each of them. Null (the default): they are refused.</summary>
    public required LocalUserOptions? LocalUsers { get; init; }

    /// <summary><c>anonymous_enable</c>: logins of anybody. Null (the default): they are refused.</summary>
    public required AnonymousOptions? Anonymous { get; init; }

    /// <summary><c>user_config_dir</c>: files with settings for single users. Null (the default): none.</summary>
    public required UserFiles? UserFiles { get; init; }

    /// <summary>What the server as a whole allows; an account's permissions narrow it further.</summary>
    public required AccessOptions Access { get; init; }

    /// <summary>How uploaded files come to be.</summary>
    public required UploadOptions Uploads { get; init; }

    /// <summary>How listings look.</summary>
    public required ListingOptions Listings { get; init; }

    /// <summary>The greeting.</summary>
    public required GreetingOptions Greeting { get; init; }

    /// <summary>What is written down, and where.</summary>
    public required LogOptions Logs { get; init; }

    /// <summary>
    /// <c>nopriv_user</c>: the system user that a server started as root becomes once it listens; where that is not set and anonymous users are let in, <c>ftp_username</c>.
    /// Null: it stays root (<c>nopriv_user=root</c>, <c>run_as_launching_user=YES</c>, or <see cref="NeedsRoot"/>).
    /// </summary>
    public required string? UnprivilegedUser { get; init; }

    /// <summary>True when what is configured takes root for as long as the server runs: <c>local_enable=YES</c> acts as each system user, <c>chown_uploads=YES</c> gives files away.</summary>
    public bool NeedsRoot => LocalUsers is not null || Anonymous?.Rights.Handover is not null;

    /// <summary><c>pid_file</c>: absolute path of the file that holds the process id. Null (the default): none.</summary>
    public required string? PidFile { get; init; }

    /// <summary><c>state_dir</c>: absolute path of the directory of the accounts database, the local CA and the control socket. It may not exist yet.</summary>
    public required string StateDirectory { get; init; }

    /// <summary><c>accounts</c>: absolute path of the SQLite database of accounts. It may not exist yet.</summary>
    public required string AccountsDatabase { get; init; }

    /// <summary><c>compat=vsftpd</c>: replies are worded as vsftpd words them. Default: no.</summary>
    public required bool VsftpdReplies { get; init; }
}
