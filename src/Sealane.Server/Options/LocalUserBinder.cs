namespace Sealane.Server.Options;

/// <summary>The part of <see cref="OptionsBinder"/> that is about the system's users.</summary>
internal static class LocalUserBinder
{
    /// <summary>Null under <c>local_enable=NO</c>.</summary>
    internal static LocalUserOptions? Users(EffectiveSettings settings) => !settings.Flag("local_enable") ? null : new()
    {
        PamService = settings.IsSet("pam_service_name") ? settings.Text("pam_service_name") : null,
        OpensSessions = settings.Flag("session_support"),
        Root = settings.Path("local_root"),
        UserToken = settings.Text("user_sub_token") is { Length: > 0 } token ? token : null,
        Jailed = settings.Flag("chroot_local_user"),
        JailList = settings.Flag("chroot_list_enable") ? settings.Path("chroot_list_file") : null,
        JailAtDot = settings.Flag("passwd_chroot_enable"),
        Guests = Guests(settings),
    };

    /// <summary>Null under <c>userlist_enable=NO</c>.</summary>
    internal static UserListOptions? List(EffectiveSettings settings) => !settings.Flag("userlist_enable") ? null : new()
    {
        File = settings.Path("userlist_file")!,
        Denies = settings.Flag("userlist_deny"),
    };

    private static GuestOptions? Guests(EffectiveSettings settings) => !settings.Flag("guest_enable") ? null : new()
    {
        UserName = settings.Text("guest_username"),
        Rights = settings.Flag("virtual_use_local_privs") ? null : AnonymousBinder.Rights(settings),
    };
}
