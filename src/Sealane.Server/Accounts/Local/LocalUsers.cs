using System.Net;
using Sealane.Protocol;
using Sealane.Server.Options;
using Sealane.Server.Storage;

namespace Sealane.Server.Accounts.Local;

/// <summary>Logs the system's users in (<c>local_enable</c>): PAM judges, passwd says who they are, and the options say where they begin.</summary>
/// <param name="pam">Whom to ask; null on a server that was made without: then nobody gets in this way.</param>
internal sealed class LocalUsers(IPam? pam)
{
    /// <summary>The user of that name; null when the system has none.</summary>
    /// <exception cref="AccountStoreException">The name service does not answer.</exception>
    public static Task<LocalUser?> FindAsync(string name) => Task.Run(() => UserDatabase.Find(name));

    /// <summary>Checks name and password. <see cref="LoginResult.Delay"/> is the caller's to add.</summary>
    public async ValueTask<LoginResult> LogInAsync(ServerOptions running, string name, string password, IPAddress from, CancellationToken cancellation)
    {
        if (pam is null)
        {
            return new LoginResult { Reason = LoginDenial.StoreUnavailable, Detail = "this server was built without PAM: local_enable has no effect in it" };
        }

        LocalUserOptions options = running.LocalUsers!;
        PamAnswer answer = await pam.AskAsync(
            new PamRequest { Service = PamFault.Service(options.PamService), User = name, Password = new Secret(password), RemoteHost = from, OpenSession = options.OpensSessions }, cancellation)
            .ConfigureAwait(false);
        if (answer.Code != PamCode.Success)
        {
            return new LoginResult { Reason = Denial(answer.Code), Detail = answer.Detail };
        }

        LoginResult result;
        try
        {
            result = await Task.Run(() => Admit(running, name, answer.User), CancellationToken.None).ConfigureAwait(false);
        }
        catch (AccountStoreException failure)
        {
            result = new LoginResult { Reason = LoginDenial.StoreUnavailable, Detail = failure.Message };
        }
        catch when (answer.Session is not null)
        {
            await answer.Session.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        if (result.Account is null && answer.Session is { } session)
        {
            await session.DisposeAsync().ConfigureAwait(false);
            return result;
        }

        return result with { PamSession = answer.Session };
    }

    /// <summary>What a user becomes whom PAM has let in. May ask the name service.</summary>
    internal static LoginResult Admit(ServerOptions running, string login, string pamName)
    {
        UserSettings settings = UserSettings.Of(running, login);
        if (settings.Fault is { } fault)
        {
            return new LoginResult { Reason = LoginDenial.StoreUnavailable, Detail = fault, Warnings = settings.Warnings };
        }

        LocalUserOptions options = (settings.Options ?? running).LocalUsers!;
        string name = options.Guests?.UserName ?? pamName;
        if (UserDatabase.Find(name) is not { } user)
        {
            string why = options.Guests is null ? $"PAM let {name} in, who is no user of this system" : $"there is no user {name}: guest_username must name one";
            return new LoginResult { Reason = LoginDenial.UnknownUser, Detail = why };
        }

        if (user.IsRoot)
        {
            return new LoginResult { Reason = LoginDenial.NotAdmitted, Detail = $"{user.Name} is root (user id 0), and root does not log in here: no file system permission would hold him" };
        }

        bool listed = options.JailList is { } list && NameList.Contains(list, login);
        AnonymousRights? rights = options.Guests?.Rights;
        bool jailed = options.Jailed != listed || rights is not null;
        Identity identity = user.ToIdentity();
        HomeRules home = HomeRules.Of(options, user.Home, login, jailed, path => CanEnter(path, identity));
        return new LoginResult
        {
            Options = settings.Options,
            Warnings = settings.Warnings,
            Account = new Account
            {
                Name = login,
                Kind = options.Guests is null ? AccountKind.Real : AccountKind.Guest,
                Home = home.Root,
                Start = home.Start,
                Identity = identity,
                Rights = rights,
                Permissions = rights?.Permissions ?? Permissions.All,
                Umask = rights?.Umask,
                Handover = rights is null ? null : AnonymousUsers.Recipient(rights),
            },
        };
    }

    private static bool CanEnter(string path, Identity identity)
    {
        try
        {
            using (Identity.Enter(identity))
            {
                LocalDisk.OpenRoot(path).Dispose();
                return true;
            }
        }
        catch (StorageException)
        {
            return false; // the home is used instead
        }
    }

    private static LoginDenial Denial(PamCode code) => code switch
    {
        PamCode.AuthenticationFailed or PamCode.CredentialsInsufficient or PamCode.MaxTries => LoginDenial.WrongPassword,
        PamCode.UserUnknown => LoginDenial.UnknownUser,
        PamCode.PasswordExpired or PamCode.AccountExpired => LoginDenial.Expired,
        PamCode.PermissionDenied => LoginDenial.NotAdmitted,
        _ => LoginDenial.StoreUnavailable,
    };
}
