using System.Buffers;
using System.Buffers.Binary;
using Sealane.Protocol;
using Sealane.Server.Storage;
using Sealane.Transport;

namespace Sealane.Server.Transfers;

/// <summary>
/// The listing of one directory, or of one entry, made batch by batch, so that a directory of any size takes the same memory.
/// Up to <see cref="MostSorted"/> entries are arranged where the format wants that; larger directories come in the order of the file system.
/// Names that <c>hide_file</c> hides are left out here, for all verbs.
/// </summary>
internal sealed class DirectoryListing : ListingSource
{
    /// <summary>People read listings this long at most; sorting more would hold the directory in memory.</summary>
    internal const int MostSorted = 20_000;

    private const int BytesPerLine = 80;

    private readonly DirectoryReader? _reader;
    private readonly ListTarget _target;
    private readonly ListingFormat _format;
    private readonly ListingOrder _order;
    private readonly NameRules? _names;
    private readonly List<FileEntry> _self;
    private readonly ArrayBufferWriter<byte> _lines = new();
    private List<FileEntry>? _collected;
    private int[] _places = [];
    private int _collectedAt;
    private int _sent;
    private bool _ended;

    private DirectoryListing(DirectoryReader? reader, ListTarget target, ListingFormat format, ListingOrder order, NameRules? names, List<FileEntry> self)
    {
        (_reader, _target, _format, _order, _names, _self) = (reader, target, format, order, names, self);
    }

    /// <summary>Takes the names of the directories that are shown, in their order; null (the default) to keep none.</summary>
    internal Action<ReadOnlyMemory<byte>>? Below { get; init; }

    /// <summary>Entries shown so far.</summary>
    internal long Shown { get; private set; }

    internal override bool IsDirectory => _reader is not null;

    internal override long SizeHint => _reader is null ? BytesPerLine : Block.Size;

    internal static async ValueTask<DirectoryListing> OpenAsync(
        Session session, ListTarget target, ListingDetail detail, ListingOrder order, ListingFormat format, Action<ReadOnlyMemory<byte>>? below = null)
    {
        DirectoryReader? reader = target.Single is null
            ? await session.Files.OpenDirectoryAsync(target.Directory, detail, CancellationToken.None).ConfigureAwait(false)
            : null;
        List<FileEntry> self = [];
        if (reader is not null && order.Self)
        {
            await AddAsync(self, session.Files, target.Directory, "."u8.ToArray()).ConfigureAwait(false);
            await AddAsync(self, session.Files, target.Directory.Parent, ".."u8.ToArray()).ConfigureAwait(false);
        }

        return new DirectoryListing(reader, target, format, order, session.Options.Access.Names, self) { Below = below };
    }

    private static async ValueTask AddAsync(List<FileEntry> self, IFileStore files, FtpPath path, byte[] name)
    {
        try
        {
            if (await files.FindAsync(path, CancellationToken.None).ConfigureAwait(false) is { } entry)
            {
                self.Add(entry with { Name = name });
            }
        }
        catch (StorageException)
        {
            // A directory above that may not be looked at is not shown.
        }
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
        if (_format.Blocks)
        {
            await DiskThread.Hop();
        }

        if (_reader is null)
        {
            bool first = !_ended;
            _ended = true;
            if (first && _names?.Hides(_target.Single!.Value.Name.Span) != true)
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
                Write(collected[_places[_collectedAt++]]);
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
            if (Shows(entry))
            {
                Write(entry);
            }
        }

        return !_ended;
    }

    private async ValueTask CollectAsync(CancellationToken cancellation)
    {
        _collected = [.. _self.Where(entry => Fits(entry))]; // a directory's own two are not hidden
        while (!_ended && _collected.Count < MostSorted)
        {
            ReadOnlyMemory<FileEntry> batch = await _reader!.ReadBatchAsync(cancellation).ConfigureAwait(false);
            _ended = batch.IsEmpty;
            foreach (ref readonly FileEntry entry in batch.Span)
            {
                if (Shows(entry))
                {
                    _collected.Add(entry with { Name = entry.Name.ToArray(), LinkTarget = entry.LinkTarget.ToArray() });
                }
            }
        }

        _places = new int[_collected.Count];
        for (int i = 0; i < _places.Length; i++)
        {
            _places[i] = i;
        }

        if (_ended)
        {
            SortByName(_collected, _places);
            if (_order.ByTime)
            {
                List<FileEntry> entries = _collected;
                _places = [.. _places.OrderByDescending(place => entries[place].Modified)]; // stable: names decide between equal times
            }

            if (_order.Reversed)
            {
                Array.Reverse(_places);
            }
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

    private void Write(in FileEntry entry)
    {
        Shown++;
        _format.Write(_lines, entry);
        if (entry.IsDirectory && Below is { } below && !entry.Name.Span.SequenceEqual("."u8) && !entry.Name.Span.SequenceEqual(".."u8))
        {
            below(entry.Name);
        }
    }

    private bool Shows(in FileEntry entry) => Fits(entry) && _names?.Hides(entry.Name.Span) != true;

    private bool Fits(in FileEntry entry) => _format.Shows(entry) && _target.Pattern?.Fits(entry.Name.Span) != false;

    public override ValueTask DisposeAsync() => _reader?.DisposeAsync() ?? default;
}
