using Sealane.Client.Control;
using Sealane.Transport;

namespace Sealane.Client.Data;

/// <summary>Passive mode where active does not work, and the reverse: tried once, and remembered when it worked.</summary>
internal static class OtherDataMode
{
    /// <summary>Whether the failure may be the mode's own, and the operation can begin again: no byte has moved. A mode that has worked with this server is not doubted.</summary>
    internal static bool MayHelp(ControlLink link, FtpsException failure) =>
        link.Options is { TryOtherDataMode: true, Proxy: null } && link.SwapsDataMode is null && link.IsUsable
        && failure is { Moved: 0, ConnectionUsable: true } && IsOfMode(failure) && (DataMode.IsActive(link) || !link.Profile.DataWorked);

    /// <summary>Runs the operation again, and remembers what it taught.</summary>
    /// <param name="link">The control connection.</param>
    /// <param name="first">Why the mode in use did not do.</param>
    /// <param name="again">The operation, told whether the mode is to be the one that was not asked for.</param>
    internal static async Task<T> TryAsync<T>(ControlLink link, FtpsException first, Func<bool, Task<T>> again)
    {
        bool active = DataMode.IsActive(link), swaps = active == (link.Options.DataConnections == DataConnectionMode.Active);
        (string one, string other) = active ? ("active", "passive") : ("passive", "active");
        link.Channel.Note($"{one} mode does not work here ({first.Message}); trying {other} mode");
        link.SparePassive = null;
        try
        {
            T result = await again(swaps).ConfigureAwait(false);
            if (link.Options.DataConnections == DataConnectionMode.Active)
            {
                link.Profile.ActiveFails = swaps;
            }
            else
            {
                link.Profile.PassiveFails = swaps;
            }

            return result;
        }
        catch (FtpsException second) when (IsOfMode(second))
        {
            throw new FtpsException(first.Failure, $"{first.Message} {char.ToUpperInvariant(other[0])}{other[1..]} mode was tried too: {second.Message}", second.ConnectionUsable, second.Reply ?? first.Reply, first.InnerException);
        }
    }

    private static bool IsOfMode(FtpsException failure) => failure.ByDataMode || failure.InnerException is DialException;
}
