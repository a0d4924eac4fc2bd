using Sealane.ClientBench.Clients;
using Sealane.ClientBench.Servers;

namespace Sealane.ClientBench;

/// <summary>Whether the work was done: every byte of every run.</summary>
internal static class Verification
{
    private const int BlockSize = 1 << 20;

    /// <summary>What is wrong, or null.</summary>
    internal static string? Check(Bed bed, Work work)
    {
        string tree = Bed.SmallTree(work.Files);
        return work.Kind switch
        {
            WorkKind.MirrorUp => Small(Path.Combine(bed.Uploads, tree), work.Files),
            WorkKind.MirrorDown => Small(Path.Combine(bed.Local, tree), work.Files),
            WorkKind.BigUp => Big(bed.BigFile, Path.Combine(bed.Uploads, "big.dat")),
            WorkKind.BigDown => Big(bed.BigFile, Path.Combine(bed.Local, "big.dat")),
            _ => Listing(Path.Combine(bed.Local, ".output")),
        };
    }

    private static string? Small(string directory, int count)
    {
        if (!Directory.Exists(directory))
        {
            return $"no {directory}";
        }

        int found = Directory.EnumerateFileSystemEntries(directory).Count();
        if (found != count)
        {
            return $"{found} entries instead of {count}";
        }

        for (int i = 0; i < count; i++)
        {
            string path = Path.Combine(directory, Bed.SmallName(i));
            if (!File.Exists(path) || !File.ReadAllBytes(path).AsSpan().SequenceEqual(Bed.SmallContent(i)))
            {
                return $"{path} is missing or different";
            }
        }

        return null;
    }

    private static string? Big(string expected, string path)
    {
        if (!File.Exists(path) || new FileInfo(path).Length != new FileInfo(expected).Length)
        {
            return $"{path} is missing or has another size";
        }

        using var left = new FileStream(expected, FileMode.Open, FileAccess.Read, FileShare.Read, 0);
        using var right = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 0);
        byte[] one = new byte[BlockSize], other = new byte[BlockSize];
        int count;
        while ((count = left.ReadAtLeast(one, BlockSize, throwOnEndOfStream: false)) > 0)
        {
            if (right.ReadAtLeast(other, count, throwOnEndOfStream: false) < count || !one.AsSpan(0, count).SequenceEqual(other.AsSpan(0, count)))
            {
                return $"{path} differs before byte {left.Position}";
            }
        }

        return null;
    }

    private static string? Listing(string output) => File.ReadAllText(output).Contains("big.dat", StringComparison.Ordinal) ? null : "the listing lacks big.dat";
}
