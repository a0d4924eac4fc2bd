using System.Net;
using Sealane.Protocol;

namespace Sealane.Server.Accounts;

/// <summary>
/// Logs accounts of a store in by password. The account is read anew each time, so a lock or a new password is in effect at the next login. Hashing runs on the
/// thread pool, on no more threads than there are cores. A name that does not exist costs exactly one hash computation, as a name that does.
/// </summary>
public sealed class PasswordAuthenticator : IDisposable
{
    // "Minutes" (decision D10): long enough for a batch of short connections, short enough that a memory image tells little.
    private static readonly TimeSpan RememberFor = TimeSpan.FromMinutes(5);

    // About 100 bytes each.
    private const int RememberedCredentials = 10_000;

    private readonly IAccountStore _store;
    private readonly LoginThrottle _throttle;
    private readonly TimeProvider _clock;
    private readonly Func<Secret, string, PasswordVerdict> _check;
    private readonly CredentialMemory _memory;
    private readonly SemaphoreSlim _cores = new(Environment.ProcessorCount);
    private readonly Secret _nobody;

    /// <summary>Logs in the accounts of <paramref name="store"/>. Takes the time of one hash computation. Neither store nor throttle becomes its own.</summary>
    public PasswordAuthenticator(IAccountStore store, LoginThrottle throttle, TimeProvider clock)
        : this(store, throttle, clock, PasswordHash.Check, PasswordHash.Create(GeneratedPassword.Next()))
    {
    }

    internal PasswordAuthenticator(IAccountStore store, LoginThrottle throttle, TimeProvider clock, Func<Secret, string, PasswordVerdict> check, Secret nobody)
    {
        _store = store;
        _throttle = throttle;
        _clock = clock;
        _check = check;
        _nobody = nobody;
        _memory = new CredentialMemory(clock, RememberFor, RememberedCredentials);
    }

    /// <summary>What names without an account are checked against.</summary>
    internal Secret Nobody => _nobody;

    /// <summary>Checks name and password for a client at <paramref name="from"/>. The caller waits <see cref="LoginResult.Delay"/> before it replies.</summary>
    public async ValueTask<LoginResult> AuthenticateAsync(string name, string password, IPAddress from, CancellationToken cancellation)
    {
        if (_throttle.BannedFor(from) is TimeSpan left)
        {
            return new LoginResult
            {
                Reason = LoginDenial.AddressBanned,
                Delay = _throttle.Options.FailureDelay,
                Detail = $"{from} is banned for another {Math.Ceiling(left.TotalSeconds)} s",
            };
        }

        Account? account;
        try
        {
            account = AccountName.IsValid(name) ? await _store.FindAsync(name, cancellation).ConfigureAwait(false) : null;
        }
        catch (AccountStoreException failure)
        {
            return new LoginResult { Reason = LoginDenial.StoreUnavailable, Detail = failure.Message };
        }

        (LoginDenial reason, string? detail) = await JudgeAsync(account, password, cancellation).ConfigureAwait(false);
        return reason == LoginDenial.None
            ? new LoginResult { Account = account }
            : new LoginResult { Reason = reason, Detail = detail, Delay = _throttle.RecordFailure(from) };
    }

    /// <inheritdoc/>
    public void Dispose() => _cores.Dispose();

    private async ValueTask<(LoginDenial Reason, string? Detail)> JudgeAsync(Account? account, string password, CancellationToken cancellation)
    {
        if (account?.PasswordHash is not Secret hash)
        {
            await ComputeAsync(_nobody, password, cancellation).ConfigureAwait(false);
            return (account is null ? LoginDenial.UnknownUser : LoginDenial.NoPassword, null);
        }

        if (!_memory.Knows(account.Name, hash, password))
        {
            PasswordVerdict verdict = await ComputeAsync(hash, password, cancellation).ConfigureAwait(false);
            if (verdict is PasswordVerdict.Malformed or PasswordVerdict.CryptUnavailable)
            {
                // Nothing was computed, so the time would show that this account exists.
                await ComputeAsync(_nobody, password, cancellation).ConfigureAwait(false);
                return (LoginDenial.NoPassword, Explain(account.Name, verdict));
            }

            if (verdict == PasswordVerdict.Mismatch)
            {
                return (LoginDenial.WrongPassword, null);
            }

            _memory.Remember(account.Name, hash, password);
        }

        // Asked last: only who knows the password may learn, from anything we do, that the account is locked.
        return (!account.Enabled ? LoginDenial.Locked : account.Expires <= _clock.GetUtcNow() ? LoginDenial.Expired : LoginDenial.None, null);
    }

    private static string Explain(string name, PasswordVerdict verdict) => verdict == PasswordVerdict.CryptUnavailable
        ? $"the password of {name} is a crypt(3) hash and this system's libcrypt cannot check it; set a new one: ftpsd user passwd {name}"
        : $"the stored password hash of {name} is damaged or of an unknown kind; set a new one: ftpsd user passwd {name}";

    private async ValueTask<PasswordVerdict> ComputeAsync(Secret hash, string password, CancellationToken cancellation)
    {
        await _cores.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return await Task.Run(() => _check(hash, password), CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            _cores.Release();
        }
    }
}
