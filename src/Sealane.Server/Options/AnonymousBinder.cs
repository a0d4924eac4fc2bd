using Sealane.Server.Accounts;

namespace Sealane.Server.Options;

/// <summary>The part of <see cref="OptionsBinder"/> that is about anonymous users.</summary>
internal static class AnonymousBinder
{
    /// <summary>Null under <c>anonymous_enable=NO</c>.</summary>
    internal static AnonymousOptions? Users(EffectiveSettings settings)
    {
        if (!settings.Flag("anonymous_enable"))
        {
            return null;
        }

        bool tls = settings.Flag("ssl_enable");
        bool force = tls && settings.Flag("force_anon_logins_ssl");
        return new()
        {
            UserName = settings.Text("ftp_username"),
            Root = settings.Path("anon_root"),
            AsksPassword = !settings.Flag("no_anon_password"),
            AllowTls = force || settings.Flag("allow_anon_ssl"),
            ForceLogins = force,
            ForceData = tls && settings.Flag("force_anon_data_ssl"),
            BannedPasswords = settings.Flag("deny_email_enable") ? settings.Path("banned_email_file") : null,
            AcceptedPasswords = settings.Flag("secure_email_list_enable") ? settings.Path("email_password_file") : null,
            Rights = Rights(settings),
        };
    }

    /// <summary>What the <c>anon_*</c> options allow.</summary>
    internal static AnonymousRights Rights(EffectiveSettings settings) => new()
    {
        Permissions = Permissions.Read | Permissions.List
            | (settings.Flag("anon_upload_enable") ? Permissions.UploadOnly : 0)
            | (settings.Flag("anon_mkdir_write_enable") ? Permissions.MakeDirectory : 0)
            | (settings.Flag("anon_other_write_enable") ? Permissions.Write | Permissions.Delete | Permissions.Rename : 0),
        WorldReadableOnly = settings.Flag("anon_world_readable_only"),
        Umask = settings.Count("anon_umask"),
        BytesPerSecond = settings.Number("anon_max_rate"),
        Handover = !settings.Flag("chown_uploads") ? null : new() { UserName = settings.Text("chown_username"), Mode = settings.Count("chown_upload_mode") },
    };

    /// <summary>The user that a server started as root becomes: without <c>nopriv_user</c>, one that lets anonymous users in becomes whom they act as, and needs nothing more.</summary>
    internal static string? UnprivilegedUser(EffectiveSettings settings)
    {
        bool anonymous = settings.Flag("anonymous_enable");
        if (settings.Flag("local_enable") || settings.Flag("run_as_launching_user") || (anonymous && settings.Flag("chown_uploads")))
        {
            return null;
        }

        string name = settings.Text("nopriv_user"), ftp = settings.Text("ftp_username");
        name = anonymous && !settings.IsSet("nopriv_user") && settings.Host.FindUser(ftp) is { Id: not 0 } ? ftp : name;
        return name is "" or "root" ? null : name;
    }
}
