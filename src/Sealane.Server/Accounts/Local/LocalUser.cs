using Sealane.Server.Storage;

namespace Sealane.Server.Accounts.Local;

/// <summary>A user of this system, as passwd(5) and group(5) (or what stands behind them) describe him.</summary>
/// <param name="Name">Login name, as the system spells it.</param>
/// <param name="UserId">User id.</param>
/// <param name="GroupId">Primary group id.</param>
/// <param name="Groups">Ids of all his groups.</param>
/// <param name="Home">Home directory, as it is written there; may hold <c>/./</c>.</param>
internal sealed record LocalUser(string Name, uint UserId, uint GroupId, IReadOnlyList<uint> Groups, string Home)
{
    /// <summary>True for every name of user id 0.</summary>
    public bool IsRoot => UserId == 0;

    /// <summary>What his file system calls are made as. Not for root, who has none.</summary>
    public Identity ToIdentity() => new(UserId, GroupId, Groups);
}
