using Sealane.Server.Options;

namespace Sealane.Server;

/// <summary>What a reload does to the listening sockets: found by comparison, so that a socket that stays is never closed, and no client is refused meanwhile.</summary>
/// <param name="Added">To be opened.</param>
/// <param name="Removed">To be closed; the sessions that came through them stay.</param>
/// <param name="Kept">To stay open, as the new configuration describes them: whether TLS starts with the first byte may have changed.</param>
internal sealed record ListenerChanges(IReadOnlyList<ListenEndpoint> Added, IReadOnlyList<ListenEndpoint> Removed, IReadOnlyList<ListenEndpoint> Kept)
{
    internal static ListenerChanges Between(IReadOnlyList<ListenEndpoint> current, IReadOnlyList<ListenEndpoint> wanted) => new(
        [.. wanted.Where(endPoint => !current.Any(present => SameSocket(present, endPoint)))],
        [.. current.Where(present => !wanted.Any(endPoint => SameSocket(present, endPoint)))],
        [.. wanted.Where(endPoint => current.Any(present => SameSocket(present, endPoint)))]);

    // A socket cannot change its address, nor whether it takes IPv4 clients too.
    internal static bool SameSocket(ListenEndpoint one, ListenEndpoint other) => one.EndPoint.Equals(other.EndPoint) && one.DualStack == other.DualStack;
}
