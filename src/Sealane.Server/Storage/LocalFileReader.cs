using Microsoft.Win32.SafeHandles;
using Sealane.Protocol;

namespace Sealane.Server.Storage;

/// <summary>Reads by pread(2): one system call, no buffer of its own, no allocation on a pool thread.</summary>
internal sealed class LocalFileReader : FileReader
{
    // Below this the kernel's own read-ahead has everything before the advice would matter.
    private const long AdviseFrom = 256 * 1024;

    private readonly FtpPath _path;
    private readonly SafeFileHandle _file;
    private long _position;

    public LocalFileReader(FtpPath path, SafeFileHandle file, long length, long offset)
    {
        (_path, _file, Length, _position) = (path, file, length, offset);
        if (length - offset >= AdviseFrom)
        {
            LinuxCalls.ReadAhead(file);
        }
    }

    public override long Length { get; }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
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
            return new ValueTask<int>(Read(buffer.Span));
        }
        catch (StorageException e)
        {
            return ValueTask.FromException<int>(e);
        }
    }

    public override ValueTask DisposeAsync()
    {
        _file.Dispose(); // closing a file that was only read does not block
        return default;
    }

    private async ValueTask<int> ReadElsewhereAsync(Memory<byte> buffer)
    {
        await DiskThread.Hop();
        return Read(buffer.Span);
    }

    private int Read(Span<byte> buffer)
    {
        int count = FileCalls.Read(_file, buffer, _position, _path);
        _position += count;
        return count;
    }
}
