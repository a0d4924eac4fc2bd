using Sealane.ClientBench.Servers;

namespace Sealane.ClientBench.Clients;

/// <summary>What a client shall do.</summary>
internal enum WorkKind
{
    /// <summary>Copy a tree of small files to the server.</summary>
    MirrorUp,

    /// <summary>Copy a tree of small files from the server.</summary>
    MirrorDown,

    /// <summary>Send the large file.</summary>
    BigUp,

    /// <summary>Fetch the large file.</summary>
    BigDown,

    /// <summary>Sign in, list the root, leave.</summary>
    List,
}

/// <summary>One piece of work for one client.</summary>
/// <param name="Kind">What.</param>
/// <param name="Site">Where.</param>
/// <param name="Files">How many small files.</param>
/// <param name="Parallel">Sessions at once; null for the client's default.</param>
internal sealed record Work(WorkKind Kind, Site Site, int Files, int? Parallel);
