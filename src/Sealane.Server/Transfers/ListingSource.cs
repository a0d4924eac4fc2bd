using System.Buffers;
using System.Buffers.Binary;
using Sealane.Protocol;
using Sealane.Server.Storage;
using Sealane.Transport;

namespace Sealane.Server.Transfers;

/// <summary>
/// A listing as a stream of bytes, made batch by batch while it is sent, so that a directory of any size takes the same memory.
/// Up to <see cref="MostSorted"/> entries are sorted by name where the format wants that; larger directories come in the order of the file system.
/// </summary>
internal sealed class ListingSource : ByteSource
{
    /// <summary>People read listings this long at most; sorting more would hold the directory in memory.</summary>
    internal const int MostSorted = 20_000;

    private const int BytesPerLine = 80;

    private readonly DirectoryReader? _reader;
    private readonly ListTarget _target;
    private readonly ListingFormat _format;
    private readonly ArrayBufferWriter<byte> _lines = new();
    private List<FileEntry>? _collected;
    private int[] _order = [];
    private int _collectedAt;
    private int _sent;
    private bool _ended;

    private ListingSource(DirectoryReader? reader, ListTarget target, ListingFormat format)
    {
        _reader = reader;
        _target = target;
        _format = format;
    }

    /// <summary>False when one entry alone is shown.</summary>
    internal bool IsDirectory => _reader is not null;

    /// <summary>A guess at the length: enough for one block if it is a small directory.</summary>
    internal long SizeHint => _reader is null ? BytesPerLine : Block.Size;

    internal static async ValueTask<ListingSource> OpenAsync(IFileStore files, ListTarget target, ListingDetail detail, ListingFormat format)
    {
        DirectoryReader? reader = target.Single is null
            ? await files.OpenDirectoryAsync(target.Directory, detail, CancellationToken.None).ConfigureAwait(false)
            : null;
        return new ListingSource(reader, target, format);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        int filled = 0;
        while (filled < buffer.Length)
        {
            if (_sent == _lines.WrittenCount && !await MakeLinesAsync(cancellation).ConfigureAwait(false))
            {
                break;
            }

            int count = Math.Min(buffer.Length - filled, _lines.WrittenCount - _sent);
            _lines.WrittenMemory.Slice(_sent, count).CopyTo(buffer[filled..]);
            _sent += count;
            filled += count;
        }

        return filled;
    }

    private async ValueTask<bool> MakeLinesAsync(CancellationToken cancellation)
    {
        _lines.ResetWrittenCount();
        _sent = 0;
        if (_reader is null)
        {
            bool first = !_ended;
            _ended = true;
            if (first)
            {
                _format.Write(_lines, _target.Single!.Value);
            }

            return first;
        }

        if (_format.Sorted && _collected is null && !_ended)
        {
            await CollectAsync(cancellation).ConfigureAwait(false);
        }

        if (_collected is { } collected && _collectedAt < collected.Count)
        {
            for (int i = 0; i < 512 && _collectedAt < collected.Count; i++)
            {
                _format.Write(_lines, collected[_order[_collectedAt++]]);
            }

            return true;
        }

        if (_ended)
        {
            return false;
        }

        ReadOnlyMemory<FileEntry> batch = await _reader.ReadBatchAsync(cancellation).ConfigureAwait(false);
        _ended = batch.IsEmpty;
        foreach (ref readonly FileEntry entry in batch.Span)
        {
            if (Shown(entry))
            {
                _format.Write(_lines, entry);
            }
        }

        return !_ended;
    }

    private async ValueTask CollectAsync(CancellationToken cancellation)
    {
        _collected = [];
        while (!_ended && _collected.Count < MostSorted)
        {
            ReadOnlyMemory<FileEntry> batch = await _reader!.ReadBatchAsync(cancellation).ConfigureAwait(false);
            _ended = batch.IsEmpty;
            foreach (ref readonly FileEntry entry in batch.Span)
            {
                if (Shown(entry))
                {
                    _collected.Add(entry with { Name = entry.Name.ToArray(), LinkTarget = entry.LinkTarget.ToArray() });
                }
            }
        }

        _order = new int[_collected.Count];
        for (int i = 0; i < _order.Length; i++)
        {
            _order[i] = i;
        }

        if (_ended)
        {
            SortByName(_collected, _order);
        }
    }

    // Entries are large to move and names slow to reach: what is sorted is the first eight bytes of each name beside its place.
    private static void SortByName(List<FileEntry> entries, int[] order)
    {
        var keys = new NameKey[order.Length];
        for (int i = 0; i < keys.Length; i++)
        {
            keys[i] = new NameKey(entries[i].Name);
        }

        Array.Sort(keys, order);
    }

    private readonly struct NameKey(ReadOnlyMemory<byte> name) : IComparable<NameKey>
    {
        private readonly ulong _head = Head(name.Span);
        private readonly ReadOnlyMemory<byte> _name = name;

        public int CompareTo(NameKey other) => _head != other._head ? _head.CompareTo(other._head) : _name.Span.SequenceCompareTo(other._name.Span);

        private static ulong Head(ReadOnlySpan<byte> name)
        {
            Span<byte> head = stackalloc byte[sizeof(ulong)];
            head.Clear();
            name[..Math.Min(name.Length, head.Length)].CopyTo(head);
            return BinaryPrimitives.ReadUInt64BigEndian(head);
        }
    }

    private bool Shown(in FileEntry entry) =>
        _format.Shows(entry) && (_target.Pattern is null || NamePattern.Fits(entry.Name.Span, _target.Pattern));

    public override ValueTask DisposeAsync() => _reader?.DisposeAsync() ?? default;
}
