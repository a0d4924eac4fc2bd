namespace Sealane.Shell.Globbing;

/// <summary>Where names come from: the local disk, or a site.</summary>
internal abstract class NameSource
{
    /// <summary>The entries of a directory; none if it cannot be read.</summary>
    /// <param name="directory">As the pattern has it; empty for the current directory.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public abstract ValueTask<IReadOnlyList<NamedEntry>> ListAsync(string directory, CancellationToken cancellation);
}
