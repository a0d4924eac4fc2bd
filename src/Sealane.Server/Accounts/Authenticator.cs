using System.Net;
using Sealane.Server.Accounts.Local;
using Sealane.Server.Options;

namespace Sealane.Server.Accounts;

/// <summary>
/// Decides which kind of account a name is, and has its password checked there: a name that is a user of the system is the system's (with <c>local_enable</c>),
/// every other is looked up in the account store. One source decides for a name; a refusal there is not taken to another.
/// <c>ftp</c> and <c>anonymous</c> are nobody's while <c>anonymous_enable</c> holds. With <c>guest_enable</c>, names that are in neither are asked of PAM, which may know users that the system does not.
/// </summary>
internal sealed class Authenticator : IDisposable
{
    private readonly IAccountStore _store;
    private readonly PasswordAuthenticator _accounts;
    private readonly LocalUsers _users;
    private readonly LoginThrottle _throttle;
    private readonly TimeProvider _clock;

    /// <summary>Nothing given becomes its own.</summary>
    public Authenticator(IAccountStore store, IPam? pam, LoginThrottle throttle, TimeProvider clock)
    {
        (_store, _throttle, _clock) = (store, throttle, clock);
        _accounts = new PasswordAuthenticator(store, throttle, clock);
        _users = new LocalUsers(pam);
    }

    /// <summary>
    /// Checks name and password for a client at <paramref name="from"/>. The caller waits <see cref="LoginResult.Delay"/> before it replies: what the check took is
    /// taken off it, so that the reply to a failure comes at the same time whoever had to be asked.
    /// </summary>
    public async ValueTask<LoginResult> AuthenticateAsync(ServerOptions options, string name, string password, IPAddress from, CancellationToken cancellation)
    {
        long begun = _clock.GetTimestamp();
        LocalUserOptions? users = options.LocalUsers;
        bool banned = _throttle.BannedFor(from) is not null; // refused with the accounts, without a look at anything
        LoginResult result = !banned && options.Anonymous is not null && AnonymousOptions.IsName(name)
            ? Judged(await Task.Run(() => AnonymousUsers.Admit(options, password), CancellationToken.None).ConfigureAwait(false), from)
            : !banned && users is not null && await IsTheSystemsAsync(users, name, cancellation).ConfigureAwait(false)
            ? Judged(await _users.LogInAsync(options, name, password, from, cancellation).ConfigureAwait(false), from)
            : await WithSettingsAsync(options, name, await _accounts.AuthenticateAsync(name, password, from, cancellation).ConfigureAwait(false)).ConfigureAwait(false);
        if (users is null || result.Delay <= TimeSpan.Zero)
        {
            return result;
        }

        TimeSpan left = result.Delay - _clock.GetElapsedTime(begun);
        return result with { Delay = left > TimeSpan.Zero ? left : TimeSpan.Zero };
    }

    /// <summary>Counts a refusal that was made without asking anybody, and says how long to wait before it is told.</summary>
    public TimeSpan RecordRefusal(IPAddress from) => _throttle.RecordFailure(from);

    public void Dispose() => _accounts.Dispose();

    private async ValueTask<bool> IsTheSystemsAsync(LocalUserOptions users, string name, CancellationToken cancellation)
    {
        if (!AccountName.IsValid(name))
        {
            return false;
        }

        try
        {
            return await LocalUsers.FindAsync(name).ConfigureAwait(false) is not null
                || (users.Guests is not null && await _store.FindAsync(name, cancellation).ConfigureAwait(false) is null);
        }
        catch (AccountStoreException)
        {
            // Who does not answer is asked once more by whoever decides, and explained there: a name service through PAM, a store through the accounts.
            return users.Guests is null;
        }
    }

    // An account of the server's own: its file of user_config_dir, if it has one, comes into play as for everybody else.
    private static async ValueTask<LoginResult> WithSettingsAsync(ServerOptions options, string name, LoginResult result)
    {
        if (result.Account is null || options.UserFiles is null)
        {
            return result;
        }

        await Storage.DiskThread.Hop();
        UserSettings settings = UserSettings.Of(options, name);
        return settings.Fault is null
            ? result with { Options = settings.Options, Warnings = settings.Warnings }
            : new LoginResult { Reason = LoginDenial.StoreUnavailable, Detail = settings.Fault, Warnings = settings.Warnings };
    }

    private LoginResult Judged(LoginResult result, IPAddress from) =>
        result.Account is not null || result.Reason == LoginDenial.StoreUnavailable ? result : result with { Delay = _throttle.RecordFailure(from) };
}
