using Sealane.Shell.Jobs;
using Sealane.Shell.Settings;
using Sealane.Shell.Sites;

namespace Sealane.Shell.Remote;

/// <summary>
/// What is in use by whom, where a limit lets no more connections be made: the foreground may break off a download of the background (net:connection-takeover), which is tried again, and goes on
/// where it was, once there is a connection for it. Uploads and other commands are left alone, because a server may have carried them out, and listings, because they are short. Called under the store's lock.
/// </summary>
internal sealed class ConnectionTakeover(SettingStore settings)
{
    private readonly Dictionary<HeldConnection, Job> _users = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, int> _claims = [];

    public void Begin(HeldConnection held, Job? job)
    {
        if (job is not null)
        {
            _users[held] = job;
        }
    }

    public void End(HeldConnection held) => _users.Remove(held);

    /// <summary>Whether the foreground may look for a connection of the background's.</summary>
    public bool IsAllowed(Site site, Job? job) => job is { IsBackground: false } && settings.Flag("net:connection-takeover", site.Closures);

    /// <summary>Whether somebody of the foreground waits for the next free connection, and this job is not he.</summary>
    public bool MustYield(string login, Job? job) => job is { IsBackground: true } && _claims.GetValueOrDefault(login) > 0;

    public void Claim(string login) => _claims[login] = _claims.GetValueOrDefault(login) + 1;

    public void EndClaim(string login) => _claims[login]--;

    /// <summary>One to break off; null when there is none. It is not named twice.</summary>
    public HeldConnection? Find(Site site)
    {
        HeldConnection? found = _users.FirstOrDefault(use => use.Value.IsBackground && use.Key.Site.IsSameLogin(site) && use.Key.Activity.IsDownloading && !use.Key.IsTakenOver).Key;
        found?.IsTakenOver = true;
        return found;
    }
}
