namespace Sealane.Bench.Peers;

/// <summary>Where <c>bench/install-peers</c> unpacked the peers; what is not there is looked for in the system.</summary>
internal sealed class UnpackedPackages(string root)
{
    internal string Libraries { get; } = Path.Combine(root, "usr/lib/x86_64-linux-gnu");

    /// <summary>The full path of a file of a package, given from the root of the file system; null if it is nowhere.</summary>
    internal string? Find(string path)
    {
        string unpacked = Path.Combine(root, path.TrimStart('/'));
        return Path.Exists(unpacked) ? unpacked : Path.Exists(path) ? path : null;
    }
}
