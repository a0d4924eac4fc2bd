using System.Buffers;
using Microsoft.Win32.SafeHandles;
using Sealane.Protocol;

namespace Sealane.Server.Storage;

/// <summary>What opening a file may cost.</summary>
internal enum ReadAhead
{
    /// <summary>Reading what the kernel has in memory; asked on a thread that must not wait.</summary>
    IfCached,

    /// <summary>A read that cannot wait: the file system is in memory.</summary>
    FromMemory,

    /// <summary>Waiting for the disk.</summary>
    FromDisk,
}

/// <summary>
/// Reads by pread(2): one system call, no allocation on a pool thread. A small file is read whole when it is opened, on the thread that opened it:
/// sending it then needs no second visit to the disk threads.
/// </summary>
internal sealed class LocalFileReader : FileReader
{
    // Below this the kernel's own read-ahead has everything before the advice would matter.
    private const long AdviseFrom = 256 * 1024;

    // Two such files are read in the time that a thread takes to wake up.
    private const long ReadWholeUpTo = 64 * 1024;

    private readonly FtpPath _path;
    private readonly SafeFileHandle _file;
    private long _position;
    private byte[]? _ahead;
    private int _aheadStart;
    private int _aheadEnd;
    private bool _ended;

    public LocalFileReader(FtpPath path, SafeFileHandle file, long length, long offset, ReadAhead ahead)
    {
        (_path, _file, Length, _position) = (path, file, length, offset);
        if (length - offset >= AdviseFrom && ahead == ReadAhead.FromDisk)
        {
            LinuxCalls.ReadAhead(file);
        }

        if (length - offset is > 0 and <= ReadWholeUpTo)
        {
            _ahead = ArrayPool<byte>.Shared.Rent((int)(length - offset) + 1);
            _aheadEnd = ahead == ReadAhead.IfCached ? TryReadFileCached(_ahead) : ReadFile(_ahead);
        }
    }

    public override long Length { get; }

    public override bool AtEnd => _ended && _aheadStart == _aheadEnd;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        if (_aheadStart < _aheadEnd)
        {
            int count = Math.Min(buffer.Length, _aheadEnd - _aheadStart);
            _ahead.AsSpan(_aheadStart, count).CopyTo(buffer.Span);
            _aheadStart += count;
            return new ValueTask<int>(count);
        }

        if (_ended)
        {
            return new ValueTask<int>(0);
        }

        if (cancellation.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<int>(cancellation);
        }

        if (!DiskThread.IsCurrent)
        {
            return ReadElsewhereAsync(buffer);
        }

        try
        {
            return new ValueTask<int>(ReadFile(buffer.Span));
        }
        catch (StorageException e)
        {
            return ValueTask.FromException<int>(e);
        }
    }

    public override ValueTask DisposeAsync()
    {
        if (_ahead is { } ahead)
        {
            _ahead = null;
            _aheadStart = _aheadEnd = 0;
            ArrayPool<byte>.Shared.Return(ahead);
        }

        _file.Dispose(); // closing a file that was only read does not block
        return default;
    }

    private async ValueTask<int> ReadElsewhereAsync(Memory<byte> buffer)
    {
        await DiskThread.Hop();
        return ReadFile(buffer.Span);
    }

    // Nothing is read when not all of it is in memory.
    private int TryReadFileCached(Span<byte> buffer)
    {
        int count = FileCalls.TryReadCached(_file, buffer, _position);
        if (_position + count < Length)
        {
            return 0;
        }

        _position += count;
        _ended = true;
        return count;
    }

    private int ReadFile(Span<byte> buffer)
    {
        int count = FileCalls.Read(_file, buffer, _position, _path);
        _position += count;

        // Of a regular file the kernel gives less than was asked for at its end only.
        _ended = count < buffer.Length;
        return count;
    }
}
