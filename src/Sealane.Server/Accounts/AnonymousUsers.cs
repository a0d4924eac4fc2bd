using Sealane.Server.Accounts.Local;
using Sealane.Server.Options;
using Sealane.Server.Storage;

namespace Sealane.Server.Accounts;

/// <summary>Lets anybody in (<c>anonymous_enable</c>): the password can be anything that the lists do not forbid, and is kept as what the user says of himself.</summary>
internal static class AnonymousUsers
{
    /// <summary>What an anonymous user becomes. May ask the name service, and looks at files.</summary>
    public static LoginResult Admit(ServerOptions running, string password)
    {
        try
        {
            return Screen(running.Anonymous!, password) ?? Welcome(running);
        }
        catch (AccountStoreException failure)
        {
            return Unavailable(failure.Message);
        }
    }

    private static LoginResult? Screen(AnonymousOptions options, string password)
    {
        // An empty line in a list is no password.
        bool given = password.Length > 0;
        if (options.BannedPasswords is { } banned && given && NameList.Contains(banned, password))
        {
            return new LoginResult { Reason = LoginDenial.NotAdmitted, Detail = $"the password is listed in {banned}" };
        }

        return options.AcceptedPasswords is { } accepted && !(given && NameList.Contains(accepted, password))
            ? new LoginResult { Reason = LoginDenial.NotAdmitted, Detail = $"the password is not listed in {accepted}" }
            : null;
    }

    private static LoginResult Welcome(ServerOptions running)
    {
        string name = running.Anonymous!.UserName;
        UserSettings settings = UserSettings.Of(running, name);
        if (settings.Fault is { } fault)
        {
            return Unavailable(fault) with { Warnings = settings.Warnings };
        }

        AnonymousOptions options = (settings.Options ?? running).Anonymous!;
        LocalUser? user = UserDatabase.Find(name);
        bool acts = Identity.IsPossible;
        if (user is null && (acts || options.Root is null))
        {
            return Unavailable($"there is no system user {name}, whom anonymous users act as (ftp_username): useradd --system --home-dir /srv/ftp --shell /usr/sbin/nologin {name}");
        }

        if (acts ? user!.IsRoot : ProcessIsRoot)
        {
            return Unavailable($"anonymous users would act as root, whom no file system permission holds: {(acts ? "ftp_username must name another user" : "give the server CAP_SETUID and CAP_SETGID, or set nopriv_user")}");
        }

        return new LoginResult
        {
            Options = settings.Options,
            Warnings = settings.Warnings,
            Account = new Account
            {
                Name = AnonymousOptions.LoginName,
                Kind = AccountKind.Anonymous,
                Home = options.Root ?? user!.Home,
                Identity = acts ? user!.ToIdentity() : null,
                Rights = options.Rights,
                Permissions = options.Rights.Permissions,
                Umask = options.Rights.Umask,
                Handover = Recipient(options.Rights),
            },
        };
    }

    /// <summary>Whom the uploads of those with these rights are given to.</summary>
    /// <exception cref="AccountStoreException">There is no such user.</exception>
    internal static Handover? Recipient(AnonymousRights rights) => rights.Handover is not { } to ? null
        : UserDatabase.Find(to.UserName) is { } user ? new Handover(user.UserId, to.Mode)
        : throw new AccountStoreException($"there is no system user {to.UserName}, whom uploads are to be given to: chown_username must name one");

    private static bool ProcessIsRoot => IdentityCalls.FileSystemUser() == 0;

    private static LoginResult Unavailable(string why) => new() { Reason = LoginDenial.StoreUnavailable, Detail = why };
}
