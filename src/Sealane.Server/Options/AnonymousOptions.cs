using Sealane.Server.Accounts;

namespace Sealane.Server.Options;

/// <summary>Logins of anybody, without an account (<c>anonymous_enable=YES</c>).</summary>
public sealed record AnonymousOptions
{
    /// <summary>What logs call an anonymous user, whichever of the two names he gave.</summary>
    public const string LoginName = "ftp";

    internal AnonymousOptions()
    {
    }

    /// <summary><c>ftp_username</c>: the system user whom they act as, where the server may act for others. Default: ftp.</summary>
    public required string UserName { get; init; }

    /// <summary><c>anon_root</c>: absolute path of what they see as <c>/</c>. Null (the default): the home of <see cref="UserName"/>.</summary>
    public required string? Root { get; init; }

    /// <summary><c>no_anon_password</c> turned round: they are asked for a password, which can be anything. Default: yes.</summary>
    public required bool AsksPassword { get; init; }

    /// <summary><c>allow_anon_ssl</c>, or <see cref="ForceLogins"/>: they may log in over TLS. Default: yes.</summary>
    public required bool AllowTls { get; init; }

    /// <summary><c>force_anon_logins_ssl</c>: USER is refused in the clear. Default: no; always false without TLS.</summary>
    public required bool ForceLogins { get; init; }

    /// <summary><c>force_anon_data_ssl</c>: transfers are refused under PROT C. Default: no; always false without TLS.</summary>
    public required bool ForceData { get; init; }

    /// <summary><c>banned_email_file</c>, if <c>deny_email_enable</c>: absolute path of the list of passwords that are refused. Null (the default): none.</summary>
    public required string? BannedPasswords { get; init; }

    /// <summary><c>email_password_file</c>, if <c>secure_email_list_enable</c>: absolute path of the list of the only passwords that are accepted. Null (the default): any.</summary>
    public required string? AcceptedPasswords { get; init; }

    /// <summary>What they may do.</summary>
    public required AnonymousRights Rights { get; init; }

    /// <summary>True for the names that mean an anonymous user, in any case.</summary>
    public static bool IsName(string name) => name.Equals("ftp", StringComparison.OrdinalIgnoreCase) || name.Equals("anonymous", StringComparison.OrdinalIgnoreCase);
}

/// <summary>What anonymous users may do, and guests without local privileges as they.</summary>
public sealed record AnonymousRights
{
    internal AnonymousRights()
    {
    }

    /// <summary>Read and list, and what <c>anon_upload_enable</c>, <c>anon_mkdir_write_enable</c> and <c>anon_other_write_enable</c> add.</summary>
    public required Permissions Permissions { get; init; }

    /// <summary><c>anon_world_readable_only</c>: files that not everybody may read are not downloaded. Default: yes.</summary>
    public required bool WorldReadableOnly { get; init; }

    /// <summary><c>anon_umask</c>: permission bits that new files and directories do not get. Default 0o077.</summary>
    public required int Umask { get; init; }

    /// <summary><c>anon_max_rate</c>: bytes per second of one session. Default 0: no limit.</summary>
    public required long BytesPerSecond { get; init; }

    /// <summary><c>chown_uploads</c>. Null (the default): uploads belong to whoever made them.</summary>
    public required HandoverOptions? Handover { get; init; }
}

/// <summary>Whom complete uploads are given to.</summary>
public sealed record HandoverOptions
{
    internal HandoverOptions()
    {
    }

    /// <summary><c>chown_username</c>: name of the new owner. Default: root.</summary>
    public required string UserName { get; init; }

    /// <summary><c>chown_upload_mode</c>: permission bits that the files get. Default 0o600.</summary>
    public required int Mode { get; init; }
}
