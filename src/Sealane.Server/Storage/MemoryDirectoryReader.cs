using System.Text;
using Sealane.Protocol;

namespace Sealane.Server.Storage;

/// <summary>The entries as they were at opening, in one batch.</summary>
internal sealed class MemoryDirectoryReader(SortedDictionary<string, MemoryNode> entries) : DirectoryReader
{
    private FileEntry[] _entries = [.. entries.Select(entry => entry.Value.ToEntry(Encoding.Latin1.GetBytes(entry.Key)))];

    public override ValueTask<ReadOnlyMemory<FileEntry>> ReadBatchAsync(CancellationToken cancellation)
    {
        FileEntry[] batch = _entries;
        _entries = [];
        return new ValueTask<ReadOnlyMemory<FileEntry>>(batch);
    }

    public override ValueTask DisposeAsync() => default;
}
