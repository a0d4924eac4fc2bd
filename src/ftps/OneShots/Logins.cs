using System.Collections.Concurrent;
using Sealane.Shell.Credentials;

namespace Sealane.Shell.OneShots;

/// <summary>Who signs in where, found out once per server and run; and which servers need not be tried again in this run.</summary>
internal sealed class Logins(PasswordSources sources) : IDisposable
{
    private readonly ConcurrentDictionary<string, Login> _found = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Exception> _hopeless = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _asking = new(1, 1);

    /// <summary>The same for URLs that one connection serves.</summary>
    public static string KeyOf(RemoteUrl url) => $"{url.Security} {url.User}@{url.Host.ToLowerInvariant()}:{url.EffectivePort} {url.Pin}";

    /// <exception cref="CredentialException">There is none.</exception>
    public async Task<Login> FindAsync(RemoteUrl url, CancellationToken cancellation)
    {
        string key = KeyOf(url);
        await _asking.WaitAsync(cancellation);
        try
        {
            if (!_found.TryGetValue(key, out Login? login))
            {
                login = await sources.FindAsync(url.Host, url.User, url.Password, cancellation);
                _found[key] = login;
            }

            return login;
        }
        finally
        {
            _ = _asking.Release();
        }
    }

    /// <summary>A wrong password does not become right by being tried for each file, and servers ban for less.</summary>
    public void GiveUp(RemoteUrl url, Exception why) => _hopeless.TryAdd(KeyOf(url), why);

    /// <summary>Why a server is not tried again; null if it may be.</summary>
    public Exception? HopelessBecause(RemoteUrl url) => _hopeless.GetValueOrDefault(KeyOf(url));

    public void Dispose() => _asking.Dispose();
}
