using System.Net;
using System.Net.Sockets;

namespace Sealane.Transport;

/// <summary>The order in which a name's addresses are tried (RFC 8305 §4).</summary>
internal static class AddressSorting
{
    /// <summary>Leaves out what the settings do not want, and lets the families take turns: a family that is dead as a whole delays only every other attempt.</summary>
    internal static IPAddress[] Sort(IReadOnlyList<IPAddress> found, DialerSettings settings)
    {
        IPAddress[] usable = [.. found
            .Select(a => a.IsIPv4MappedToIPv6 ? a.MapToIPv4() : a)
            .Distinct()
            .Where(a => settings.LocalAddress is not { } local || local.AddressFamily == a.AddressFamily)
            .Where(a => settings.Order switch
            {
                AddressOrder.IPv6Only => a.AddressFamily == AddressFamily.InterNetworkV6,
                AddressOrder.IPv4Only => a.AddressFamily == AddressFamily.InterNetwork,
                _ => true,
            })];
        if (usable.Length < 2)
        {
            return usable;
        }

        AddressFamily first = settings.Order switch
        {
            AddressOrder.IPv6First => AddressFamily.InterNetworkV6,
            AddressOrder.IPv4First => AddressFamily.InterNetwork,
            _ => usable[0].AddressFamily,
        };
        var preferred = new Queue<IPAddress>(usable.Where(a => a.AddressFamily == first));
        var others = new Queue<IPAddress>(usable.Where(a => a.AddressFamily != first));
        var sorted = new List<IPAddress>(usable.Length);
        while (preferred.Count + others.Count > 0)
        {
            if (preferred.TryDequeue(out IPAddress? one))
            {
                sorted.Add(one);
            }

            if (others.TryDequeue(out IPAddress? other))
            {
                sorted.Add(other);
            }
        }

        return [.. sorted];
    }
}
