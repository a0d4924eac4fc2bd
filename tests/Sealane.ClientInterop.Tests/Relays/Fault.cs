namespace Sealane.ClientInterop.Tests.Relays;

/// <summary>Which connections a fault is for.</summary>
public enum Channel
{
    Control,
    Data,
}

/// <summary>Which way bytes go.</summary>
public enum Direction
{
    ToServer,
    ToClient,
}

/// <summary>How a connection is cut.</summary>
public enum Ending
{
    /// <summary>A FIN to both sides, as from a proxy that was stopped.</summary>
    Fin,

    /// <summary>A reset to both sides, as from a firewall that lost its table.</summary>
    Reset,
}

/// <summary>What goes wrong on a connection.</summary>
internal abstract record Fault
{
    private Fault()
    {
    }

    /// <summary>The connection is reset before a byte has passed; the server never hears of it.</summary>
    internal sealed record Refused : Fault;

    /// <summary>After so many bytes in one direction have passed, both sides are cut off.</summary>
    internal sealed record Cut(Direction Direction, long After, Ending Ending) : Fault;

    /// <summary>After so many bytes in one direction nothing more passes that way, not even an end, until <see cref="Relay.Release"/>.</summary>
    internal sealed record Stalled(Direction Direction, long After) : Fault;

    /// <summary>What follows the first so many bytes in one direction vanishes; then a FIN as if all were well. The other direction goes on.</summary>
    internal sealed record Truncated(Direction Direction, long After) : Fault;

    /// <summary>One bit of the byte at this offset is turned.</summary>
    internal sealed record Corrupted(Direction Direction, long At) : Fault;
}
