using System.Buffers;
using Microsoft.Win32.SafeHandles;
using Sealane.Protocol;

namespace Sealane.Server.Storage;

/// <summary>
/// Reads a directory by getdents64(2) and statx(2). Holds one buffer of raw entries, whose names are handed out as slices, and one of
/// described ones: a directory of any size takes the same memory.
/// </summary>
internal sealed class LocalDirectoryReader(SafeFileHandle directory, ListingDetail detail, Partials partials, Identity? identity) : DirectoryReader
{
    // A listing line is some 70 bytes, so one batch fills one or two blocks of the data connection.
    private const int BatchSize = 512;

    private readonly Dirents _raw = new(directory);
    private FileEntry[] _batch = ArrayPool<FileEntry>.Shared.Rent(BatchSize);

    public override ValueTask<ReadOnlyMemory<FileEntry>> ReadBatchAsync(CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<ReadOnlyMemory<FileEntry>>(cancellation);
        }

        if (!DiskThread.IsCurrent)
        {
            return ReadElsewhereAsync();
        }

        try
        {
            return new ValueTask<ReadOnlyMemory<FileEntry>>(Read());
        }
        catch (StorageException e)
        {
            return ValueTask.FromException<ReadOnlyMemory<FileEntry>>(e);
        }
    }

    public override ValueTask DisposeAsync()
    {
        FileEntry[] batch = _batch;
        if (batch.Length > 0)
        {
            _batch = [];
            ArrayPool<FileEntry>.Shared.Return(batch, clearArray: true); // entries refer to buffers that go back as well
            _raw.Dispose();
            directory.Dispose();
        }

        return default;
    }

    private async ValueTask<ReadOnlyMemory<FileEntry>> ReadElsewhereAsync()
    {
        await DiskThread.Hop();
        return Read();
    }

    private ReadOnlyMemory<FileEntry> Read()
    {
        using Identity.Scope scope = Identity.Enter(identity);
        int count = 0;
        do
        {
            while (count < BatchSize && _raw.TryNext(out Dirent raw))
            {
                if (PartialName.IsReserved(raw.Name.Span))
                {
                    partials.Sweep(directory, raw.Terminated);
                }
                else if (Describe(raw, out _batch[count]))
                {
                    count++;
                }
            }
        }
        while (count == 0 && _raw.Fill()); // refilling overwrites the names of this batch, so only an empty one goes on
        return _batch.AsMemory(0, count);
    }

    private bool Describe(Dirent raw, out FileEntry entry)
    {
        if (detail == ListingDetail.Names && raw.Kind is { } known)
        {
            entry = new FileEntry { Name = raw.Name, Kind = known, Inode = raw.Inode };
            return true;
        }

        int errno = LinuxCalls.Stat(directory, raw.Terminated, out StatxRecord record);
        if (errno == Errno.ENOENT)
        {
            entry = default;
            return false; // removed since the directory was read
        }

        // A directory that may be read but not searched gives names and nothing else.
        entry = errno == 0 ? record.ToEntry(raw.Name) : new FileEntry { Name = raw.Name, Kind = raw.Kind ?? EntryKind.Other, Inode = raw.Inode };
        if (detail == ListingDetail.FactsAndLinks && entry.Kind == EntryKind.SymbolicLink)
        {
            entry = entry with { LinkTarget = ReadLink(raw) };
        }

        return true;
    }

    private ReadOnlyMemory<byte> ReadLink(Dirent raw)
    {
        Span<byte> target = stackalloc byte[FtpPath.MaxLength + 1];
        int length = LinuxCalls.ReadLink(directory, raw.Terminated, target);
        return length < 0 ? default : target[..length].ToArray();
    }
}
