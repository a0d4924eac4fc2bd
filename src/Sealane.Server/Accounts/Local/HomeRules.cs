using Sealane.Protocol;
using Sealane.Server.Options;

namespace Sealane.Server.Accounts.Local;

/// <summary>Where a system user's session is shut in, and where in there it begins.</summary>
/// <param name="Root">Directory of the system that the session sees as <c>/</c>.</param>
/// <param name="Start">The session's first directory, as the session sees it.</param>
internal readonly record struct HomeRules(string Root, FtpPath Start)
{
    /// <summary>Applies <c>local_root</c>, <c>user_sub_token</c>, <c>passwd_chroot_enable</c> and the jail.</summary>
    /// <param name="options">The rules.</param>
    /// <param name="home">The home directory that passwd names.</param>
    /// <param name="login">Who logged in: stands for <c>user_sub_token</c>.</param>
    /// <param name="jailed">Whether the session is shut in.</param>
    /// <param name="usable">Whether a directory can be entered as that user: a <c>local_root</c> that cannot is passed over, as in vsftpd.</param>
    public static HomeRules Of(LocalUserOptions options, string home, string login, bool jailed, Func<string, bool> usable)
    {
        if (options.Guests is not null)
        {
            home = Filled(options, home, login);
        }

        if (options.Root is { } root && Filled(options, root, login) is var chosen && usable(chosen))
        {
            home = chosen;
        }

        if (!jailed)
        {
            return new HomeRules("/", FtpPath.Of(home));
        }

        int mark = options.JailAtDot ? home.IndexOf("/./", StringComparison.Ordinal) : -1;
        return mark < 0 ? new HomeRules(home, FtpPath.Root) : new HomeRules(mark == 0 ? "/" : home[..mark], FtpPath.Of(home[(mark + 2)..]));
    }

    // The name has passed AccountName's rule: it holds no slash and does not begin with a dot, so it is one directory and leads nowhere else.
    private static string Filled(LocalUserOptions options, string template, string login) =>
        options.UserToken is { } token ? template.Replace(token, login, StringComparison.Ordinal) : template;
}
