using Microsoft.Win32.SafeHandles;
using Sealane.Protocol;

namespace Sealane.Server.Storage;

/// <summary>
/// Writes by pwrite(2) at a position of its own; what committing and giving up mean is the derived writer's matter. All of it with the account's identity:
/// the handle needs none, but who fills a disk beyond its quota or into root's reserve is judged by the thread that writes.
/// </summary>
internal abstract class LocalFileWriter(FtpPath path, SafeFileHandle file, long position, LocalDiskOptions options) : FileWriter
{
    private long _position = position;
    private bool _disposed;

    public sealed override FtpPath Path { get; } = path;

    public sealed override long Position => _position;

    protected SafeFileHandle File { get; } = file;

    protected bool Committed { get; private set; }

    /// <summary>The disk, or the user's share of it, filled up under this upload.</summary>
    protected bool OutOfSpace { get; private set; }

    public sealed override ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellation);
        }

        if (!DiskThread.IsCurrent)
        {
            return WriteElsewhereAsync(bytes);
        }

        try
        {
            Write(bytes.Span);
            return default;
        }
        catch (StorageException e)
        {
            return ValueTask.FromException(e);
        }
    }

    public sealed override async ValueTask CommitAsync(CancellationToken cancellation)
    {
        await DiskThread.Hop();
        cancellation.ThrowIfCancellationRequested();
        using (Identity.Enter(options.Identity))
        {
            if (options.Sync == UploadSync.Data)
            {
                FileCalls.Flush(File, Path);
            }

            if (options.Handover is null)
            {
                Publish();
            }
        }

        if (options.Handover is { } handover)
        {
            HandOver(handover);
        }

        Committed = true;
    }

    public sealed override async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        await DiskThread.Hop();
        try
        {
            if (!Committed)
            {
                using (Identity.Enter(options.Identity))
                {
                    GiveUp();
                }
            }
        }
        finally
        {
            Release();
            File.Dispose();
        }
    }

    /// <summary>Gives the written file its name. Runs on a disk thread.</summary>
    protected abstract void Publish();

    /// <summary>Puts things right after an upload that was not committed. Runs on a disk thread, before the file is closed.</summary>
    protected abstract void GiveUp();

    /// <summary>Lets go of what else is held.</summary>
    protected abstract void Release();

    // Before it has its name, so that nobody ever sees it there with its old owner. With the server's own identity, for only root gives files away.
    private void HandOver(Handover handover)
    {
        bool give = LinuxCalls.Stat(File, out StatxRecord record) == 0 && record.Kind == EntryKind.File && (options.Identity is null || options.Identity.User == record.Owner);
        if (give)
        {
            Check(LinuxCalls.ChangeMode(File, handover.Mode), "fchmod");
            Check(LinuxCalls.ChangeOwner(File, handover.Owner), "fchown");
        }

        try
        {
            PublishAsAccount();
        }
        catch (StorageException) when (give)
        {
            // In a directory with the sticky bit only a file's owner may rename it: then it is named first and given away right after.
            Check(LinuxCalls.ChangeOwner(File, record.Owner), "fchown");
            PublishAsAccount();
            Check(LinuxCalls.ChangeOwner(File, handover.Owner), "fchown");
        }
    }

    private void PublishAsAccount()
    {
        using (Identity.Enter(options.Identity))
        {
            Publish();
        }
    }

    private void Check(int errno, string call)
    {
        if (errno != 0)
        {
            throw Errno.Refusal(errno, call, Path.Bytes);
        }
    }

    private async ValueTask WriteElsewhereAsync(ReadOnlyMemory<byte> bytes)
    {
        await DiskThread.Hop();
        Write(bytes.Span);
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        using Identity.Scope scope = Identity.Enter(options.Identity);
        try
        {
            FileCalls.Write(File, bytes, _position, Path);
            _position += bytes.Length;
        }
        catch (StorageException e) when (e.Error is StorageError.NoSpace or StorageError.QuotaExceeded)
        {
            OutOfSpace = true;
            throw;
        }
    }
}
