using System.Net;
using Sealane.Server.Options;

namespace Sealane.Server.Hosts;

/// <summary>The rules of hosts.allow and hosts.deny as they were when they were read: the first that is a client's decides, and without one it is let in (hosts_access(5)).</summary>
/// <param name="Rules">Those of hosts.allow, then those of hosts.deny.</param>
internal sealed record HostRules(IReadOnlyList<HostRule> Rules)
{
    /// <summary>The files that they come from, by which they are read again; null for rules that have none.</summary>
    internal HostSources? Sources { get; init; }

    /// <summary>The rule that decides about a client; null when none is about it and it is let in.</summary>
    internal HostRule? Find(IPAddress client)
    {
        IPAddress plain = client.IsIPv4MappedToIPv6 ? client.MapToIPv4() : client;
        foreach (HostRule rule in Rules)
        {
            if (rule.Applies(plain))
            {
                return rule;
            }
        }

        return null;
    }

    /// <summary>True when both have the same lines.</summary>
    internal static bool Same(HostRules? one, HostRules? other) =>
        (one?.Rules ?? []).Select(rule => (rule.Text, rule.Allows)).SequenceEqual((other?.Rules ?? []).Select(rule => (rule.Text, rule.Allows)));
}
