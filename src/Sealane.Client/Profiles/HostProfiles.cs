using System.Collections.Concurrent;

namespace Sealane.Client.Profiles;

/// <summary>The profiles of all servers that this process talks to, by host name and port.</summary>
public sealed class HostProfiles
{
    private readonly ConcurrentDictionary<(string Host, int Port), HostProfile> _profiles = new();

    /// <summary>The one that clients share unless they are given another.</summary>
    public static HostProfiles Shared { get; } = new();

    /// <summary>The profile of a server; a new one when nothing is known.</summary>
    public HostProfile For(string host, int port)
    {
        ArgumentNullException.ThrowIfNull(host);
        return _profiles.GetOrAdd((host.ToUpperInvariant(), port), static _ => new HostProfile());
    }
}
