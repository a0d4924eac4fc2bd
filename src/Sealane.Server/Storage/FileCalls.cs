using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Sealane.Protocol;

namespace Sealane.Server.Storage;

/// <summary>System calls on the bytes of an open file: read, write, cut, copy, flush. Each throws what went wrong.</summary>
internal static partial class FileCalls
{
    // copy_file_range and plain copies are done in pieces of this size, so that a cancellation is noticed.
    private const int CopyPiece = 16 << 20;

    private const int NoWait = 0x08; // RWF_NOWAIT

    /// <summary>Bytes read at the offset; 0 at the end.</summary>
    public static int Read(SafeFileHandle file, Span<byte> buffer, long offset, FtpPath path)
    {
        while (true)
        {
            nint count = pread(file, buffer, buffer.Length, offset);
            if (count >= 0)
            {
                return (int)count;
            }

            ThrowUnlessInterrupted("pread", path);
        }
    }

    /// <summary>Bytes read at the offset from memory alone (RWF_NOWAIT); 0 when the disk would be needed, the file system cannot say, or at the end.</summary>
    public static unsafe int TryReadCached(SafeFileHandle file, Span<byte> buffer, long offset)
    {
        fixed (byte* start = buffer)
        {
            IoVector vector = new() { Start = start, Length = (nuint)buffer.Length };
            return (int)Math.Max(0, preadv2(file, &vector, 1, offset, NoWait));
        }
    }

    /// <summary>Writes all of it.</summary>
    public static void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset, FtpPath path)
    {
        while (!bytes.IsEmpty)
        {
            nint count = pwrite(file, bytes, bytes.Length, offset);
            if (count < 0)
            {
                ThrowUnlessInterrupted("pwrite", path);
                continue;
            }

            bytes = bytes[(int)count..];
            offset += count;
        }
    }

    public static void Truncate(SafeFileHandle file, long length, FtpPath path)
    {
        while (ftruncate(file, length) < 0)
        {
            ThrowUnlessInterrupted("ftruncate", path);
        }
    }

    /// <summary>Waits until the bytes, and what is needed to read them back, are on the medium.</summary>
    public static void Flush(SafeFileHandle file, FtpPath path)
    {
        while (fdatasync(file) < 0)
        {
            ThrowUnlessInterrupted("fdatasync", path);
        }
    }

    /// <summary>Copies a file's bytes into an empty one; blocks are shared where the file system can.</summary>
    public static void Copy(SafeFileHandle from, SafeFileHandle to, long length, FtpPath path, CancellationToken cancellation)
    {
        long offset = 0;
        while (offset < length)
        {
            cancellation.ThrowIfCancellationRequested();
            long source = offset, target = offset;
            nint count = copy_file_range(from, ref source, to, ref target, (nint)Math.Min(CopyPiece, length - offset), 0);
            if (count < 0 && Errno.Last is Errno.EXDEV or Errno.EINVAL or Errno.ENOSYS or Errno.EOPNOTSUPP)
            {
                CopyBytes(from, to, offset, length, path, cancellation);
                return;
            }

            if (count < 0)
            {
                ThrowUnlessInterrupted("copy_file_range", path);
                continue;
            }

            if (count == 0)
            {
                return; // the source became shorter meanwhile
            }

            offset += count;
        }
    }

    private static void CopyBytes(SafeFileHandle from, SafeFileHandle to, long offset, long length, FtpPath path, CancellationToken cancellation)
    {
        byte[] buffer = new byte[256 * 1024];
        int count;
        while (offset < length && (count = Read(from, buffer, offset, path)) > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            Write(to, buffer.AsSpan(0, count), offset, path);
            offset += count;
        }
    }

    private static void ThrowUnlessInterrupted(string call, FtpPath path)
    {
        if (Errno.Last is int errno and not Errno.EINTR)
        {
            throw Errno.Refusal(errno, call, path.Bytes);
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint pread(SafeFileHandle file, Span<byte> buffer, nint size, long offset);

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial nint preadv2(SafeFileHandle file, IoVector* vectors, int count, long offset, int flags);

    private unsafe struct IoVector
    {
        public byte* Start;
        public nuint Length;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint pwrite(SafeFileHandle file, ReadOnlySpan<byte> bytes, nint size, long offset);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int ftruncate(SafeFileHandle file, long length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fdatasync(SafeFileHandle file);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint copy_file_range(SafeFileHandle from, ref long source, SafeFileHandle to, ref long target, nint size, uint flags);
}
