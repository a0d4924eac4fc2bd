namespace Sealane.Fuzz;

/// <summary>One piece of the protocol, fed with bytes, and what must hold for all of them.</summary>
internal abstract class FuzzTarget
{
    /// <summary>Its name on the command line, and its folder in the corpus.</summary>
    public abstract string Name { get; }

    /// <summary>Pieces that mean something to it; mutation strews them in.</summary>
    public virtual IReadOnlyList<byte[]> Dictionary => [];

    /// <summary>Longest input in bytes: past what matters to the target, an input only gets slower.</summary>
    public virtual int MaxLength => 1200;

    /// <summary>Feeds one input and checks the oracles.</summary>
    /// <returns>A number for the kind of behaviour seen: an input with a new one is kept and mutated further.</returns>
    /// <exception cref="OracleException">An oracle is violated. Any other exception is a finding too.</exception>
    public abstract int Run(ReadOnlySpan<byte> input);

    /// <summary>States an oracle.</summary>
    protected static void Require(bool holds, string oracle)
    {
        if (!holds)
        {
            throw new OracleException(oracle);
        }
    }
}

/// <summary>Something that must always hold did not.</summary>
/// <param name="oracle">What should have held.</param>
internal sealed class OracleException(string oracle) : Exception(oracle);
