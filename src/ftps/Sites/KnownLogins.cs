using System.Collections.Concurrent;
using Sealane.Protocol;

namespace Sealane.Shell.Sites;

/// <summary>Passwords that <c>user URL</c> told, for sites that are opened later in this run. They are written nowhere.</summary>
internal sealed class KnownLogins
{
    private readonly ConcurrentDictionary<(string Host, string User), Secret> _passwords = [];

    public void Remember(string host, string user, Secret? password)
    {
        if (password is not null)
        {
            _passwords[(host.ToLowerInvariant(), user)] = password;
        }
    }

    public Secret? Find(string host, string user) => _passwords.GetValueOrDefault((host.ToLowerInvariant(), user));
}
