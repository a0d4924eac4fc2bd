using Sealane.Client.Control;

namespace Sealane.Client.Transfers;

/// <summary>One way of connecting two servers.</summary>
/// <param name="Passive">Waits for the connection.</param>
/// <param name="Active">Makes it.</param>
/// <param name="TlsClient">Begins TLS, after SSCN; null for a connection in the clear, or if CPSV says it.</param>
/// <param name="ByCpsv">The passive one is asked by CPSV, and begins TLS.</param>
internal sealed record DirectWay(ControlLink Passive, ControlLink Active, ControlLink? TlsClient, bool ByCpsv)
{
    /// <summary>The ways that these servers have, the wanted one first.</summary>
    internal static IReadOnlyList<DirectWay> Between(ControlLink from, ControlLink to, ServerToServerOptions options)
    {
        (ControlLink Passive, ControlLink Active)[] sides = options.PassiveSource ? [(from, to), (to, from)] : [(to, from), (from, to)];
        if (!options.Protect)
        {
            return [.. sides.Select(side => new DirectWay(side.Passive, side.Active, null, false))];
        }

        return from.Server.Tls is null || to.Server.Tls is null ? []
            : [.. sides.Select(side => Protected(side.Passive, side.Active, options.PassiveBeginsTls)).OfType<DirectWay>()];
    }

    private static DirectWay? Protected(ControlLink passive, ControlLink active, bool passiveBegins)
    {
        DirectWay? byPassive = passive.Server.Has("SSCN") ? new DirectWay(passive, active, passive, false)
            : passive.Server.Has("CPSV") ? new DirectWay(passive, active, null, true) : null;
        DirectWay? byActive = active.Server.Has("SSCN") ? new DirectWay(passive, active, active, false) : null;
        return passiveBegins ? byPassive ?? byActive : byActive ?? byPassive;
    }
}
