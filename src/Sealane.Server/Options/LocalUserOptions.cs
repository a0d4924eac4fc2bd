namespace Sealane.Server.Options;

/// <summary>Logins of the system's users (<c>local_enable=YES</c>).</summary>
public sealed record LocalUserOptions
{
    internal LocalUserOptions()
    {
    }

    /// <summary><c>pam_service_name</c>. Null (the default): <c>vsftpd</c> if <c>/etc/pam.d</c> has it, else <c>ftpsd</c>.</summary>
    public required string? PamService { get; init; }

    /// <summary><c>session_support</c>: a PAM session is open as long as the login. Default: no.</summary>
    public required bool OpensSessions { get; init; }

    /// <summary><c>local_root</c>: where sessions begin instead of the home directory, <see cref="UserToken"/> not yet replaced. Null (the default): the home directory.</summary>
    public required string? Root { get; init; }

    /// <summary><c>user_sub_token</c>: stands for the login name in <see cref="Root"/>, and in a guest's home directory. Null (the default): nothing does.</summary>
    public required string? UserToken { get; init; }

    /// <summary><c>chroot_local_user</c>: sessions see nothing outside of their directory. Default: no.</summary>
    public required bool Jailed { get; init; }

    /// <summary><c>chroot_list_file</c>, if <c>chroot_list_enable</c>: absolute path of the list of users for whom <see cref="Jailed"/> is turned round. Null (the default): none.</summary>
    public required string? JailList { get; init; }

    /// <summary><c>passwd_chroot_enable</c>: <c>/./</c> in a home directory ends the part that a jailed session is shut in. Default: no.</summary>
    public required bool JailAtDot { get; init; }

    /// <summary><c>guest_enable</c>. Null (the default): users are who they are.</summary>
    public required GuestOptions? Guests { get; init; }
}

/// <summary>Whoever PAM lets in becomes one user of the system.</summary>
public sealed record GuestOptions
{
    internal GuestOptions()
    {
    }

    /// <summary><c>guest_username</c>. Default: ftp.</summary>
    public required string UserName { get; init; }

    /// <summary><c>virtual_use_local_privs</c>: null when guests may do what other users may. By default they may do what anonymous users may, and are jailed, too.</summary>
    public required AnonymousRights? Rights { get; init; }
}

/// <summary>A list that decides at USER who may go on to give a password.</summary>
public sealed record UserListOptions
{
    internal UserListOptions()
    {
    }

    /// <summary><c>userlist_file</c>: absolute path; one name a line.</summary>
    public required string File { get; init; }

    /// <summary><c>userlist_deny</c>: it names who is refused; otherwise who is admitted. Default: yes.</summary>
    public required bool Denies { get; init; }
}
