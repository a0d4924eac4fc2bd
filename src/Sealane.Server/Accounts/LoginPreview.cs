using Sealane.Server.Accounts.Local;
using Sealane.Server.Options;

namespace Sealane.Server.Accounts;

/// <summary>Tells what the login of somebody without an account of the server's own would come to, without one.</summary>
public static class LoginPreview
{
    /// <summary>
    /// The account that an anonymous user has, whatever lists say of his password, or that a user of the system would have if PAM let him in; or why there would be none.
    /// Null when the name is neither's. Blocks as long as the name service takes.
    /// </summary>
    /// <exception cref="AccountStoreException">The name service, or a list that decides, cannot be read.</exception>
    public static LoginResult? Find(ServerOptions options, string name)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Anonymous is { } anonymous && AnonymousOptions.IsName(name))
        {
            return AnonymousUsers.Admit(options with { Anonymous = anonymous with { BannedPasswords = null, AcceptedPasswords = null } }, "");
        }

        return options.LocalUsers is not null && AccountName.IsValid(name) && UserDatabase.Find(name) is not null ? LocalUsers.Admit(options, name, name) : null;
    }

    /// <summary>The account that somebody has whom neither the system nor the account store knows, if PAM lets him in (<c>guest_enable</c>); null when such names are not asked of PAM.</summary>
    /// <exception cref="AccountStoreException">The name service, or a list that decides, cannot be read.</exception>
    public static LoginResult? FindGuest(ServerOptions options, string name)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.LocalUsers?.Guests is not null && AccountName.IsValid(name) ? LocalUsers.Admit(options, name, name) : null;
    }

    /// <summary>Id and home of a user of the system; null when there is none of that name. Blocks as long as the name service takes.</summary>
    /// <exception cref="AccountStoreException">The name service does not answer.</exception>
    public static HostUser? SystemUser(string name) => UserDatabase.Find(name) is { } user ? new HostUser(user.UserId, user.Home) : null;
}
