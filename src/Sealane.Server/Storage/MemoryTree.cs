using System.Text;
using Sealane.Protocol;

namespace Sealane.Server.Storage;

/// <summary>The files that the sessions of one process share in memory, and the one lock over them.</summary>
internal sealed class MemoryTree(TimeProvider time)
{
    private ulong _lastInode = 1;

    public Lock Gate { get; } = new();

    public MemoryNode Root { get; } = new(1, new(StringComparer.Ordinal)) { Mode = 0x1ED, Modified = time.GetUtcNow().UtcDateTime };

    /// <summary>Interrupted uploads, by account and target.</summary>
    public Dictionary<(string Account, FtpPath Target), ReadOnlyMemory<byte>> Partials { get; } = [];

    /// <summary>Targets being uploaded by an account that could resume them.</summary>
    public HashSet<(string Account, FtpPath Target)> Uploading { get; } = [];

    /// <summary>Names promised to an upload that insists on a new one.</summary>
    public HashSet<FtpPath> Reserved { get; } = [];

    public static string Key(ReadOnlySpan<byte> name) => Encoding.Latin1.GetString(name);

    public MemoryNode NewFile(int mode) => new(++_lastInode, null) { Mode = mode, Modified = Now };

    public MemoryNode NewDirectory(int mode) => new(++_lastInode, new(StringComparer.Ordinal)) { Mode = mode, Modified = Now };

    public DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <summary>What is at the path; null when nothing is. A file where a directory is needed is an error.</summary>
    public MemoryNode? Find(FtpPath path)
    {
        MemoryNode? node = TryFind(path);
        for (FtpPath above = path; node is null && !above.IsRoot;)
        {
            above = above.Parent;
            if (TryFind(above) is { } there)
            {
                return there.IsDirectory ? null : throw Refusal(StorageError.NotADirectory, path);
            }
        }

        return node;
    }

    /// <summary>What is at the path; null when nothing is, or could be.</summary>
    public MemoryNode? TryFind(FtpPath path)
    {
        MemoryNode? node = Root;
        ReadOnlySpan<byte> rest = path.Bytes[1..];
        while (node is not null && !rest.IsEmpty)
        {
            int slash = rest.IndexOf((byte)'/');
            node = node.Entries?.GetValueOrDefault(Key(slash < 0 ? rest : rest[..slash]));
            rest = slash < 0 ? default : rest[(slash + 1)..];
        }

        return node;
    }

    public MemoryNode Get(FtpPath path) => Find(path) ?? throw Refusal(StorageError.NotFound, path);

    /// <summary>The entries of the directory that holds the path.</summary>
    public SortedDictionary<string, MemoryNode> Around(FtpPath path) => Get(path.Parent).Entries ?? throw Refusal(StorageError.NotADirectory, path);

    /// <summary>Partials of anything below a directory do not outlive it; an account's own do not keep it from being removed.</summary>
    public void ForgetPartials(FtpPath directory)
    {
        foreach ((string Account, FtpPath Target) key in Partials.Keys.Where(key => key.Target.IsWithin(directory)).ToArray())
        {
            Partials.Remove(key);
        }
    }

    /// <summary>Partials move with their directory.</summary>
    public void MovePartials(FtpPath from, FtpPath to)
    {
        foreach ((string Account, FtpPath Target) key in Partials.Keys.Where(key => key.Target != from && key.Target.IsWithin(from)).ToArray())
        {
            FtpPath target = FtpPath.Root.TryResolve([.. to.Bytes, .. key.Target.Bytes[from.Bytes.Length..]], out FtpPath moved) ? moved : key.Target;
            Partials.Remove(key, out ReadOnlyMemory<byte> content);
            Partials[(key.Account, target)] = content;
        }
    }

    public static StorageException Refusal(StorageError error, FtpPath path) => new(error, $"{path}: {error} (in memory)");
}
