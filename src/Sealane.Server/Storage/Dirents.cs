using System.Buffers;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Sealane.Protocol;

namespace Sealane.Server.Storage;

/// <summary>The raw entries of an open directory, a bufferful at a time. Owns neither handle nor order.</summary>
internal sealed class Dirents(SafeFileHandle directory) : IDisposable
{
    // Some 800 entries of usual names; the kernel's own readers use 32 KiB as well.
    private const int BufferSize = 32 * 1024;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
    private int _next;
    private int _end;

    /// <summary>Reads on; false at the end. Slices of the buffer handed out before are overwritten.</summary>
    public bool Fill()
    {
        int count = LinuxCalls.ReadDirectory(directory, _buffer.AsSpan(0, BufferSize));
        if (count < 0)
        {
            // A directory that was removed while open has no entries any more.
            int errno = Errno.Last;
            return errno == Errno.ENOENT ? false : throw Errno.Refusal(errno, "getdents64", default);
        }

        _next = 0;
        _end = count;
        return count > 0;
    }

    /// <summary>The next entry of the buffer, <c>.</c> and <c>..</c> left out; false when the buffer is used up.</summary>
    public bool TryNext(out Dirent entry)
    {
        // struct linux_dirent64: u64 inode, s64 offset, u16 record length, u8 type, then the name with its NUL.
        while (_next < _end)
        {
            ReadOnlySpan<byte> record = _buffer.AsSpan(_next, _end - _next);
            int length = MemoryMarshal.Read<ushort>(record[16..]);
            int nameLength = record[19..length].IndexOf((byte)0);
            ReadOnlySpan<byte> name = record.Slice(19, nameLength);
            int start = _next + 19;
            _next += length;
            if (name.SequenceEqual("."u8) || name.SequenceEqual(".."u8))
            {
                continue;
            }

            entry = new Dirent(_buffer, start, nameLength, record[18], MemoryMarshal.Read<ulong>(record));
            return true;
        }

        entry = default;
        return false;
    }

    public void Dispose()
    {
        byte[] buffer = _buffer;
        _buffer = [];
        _end = 0;
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}

/// <summary>One raw entry; its name is a slice of the buffer.</summary>
internal readonly struct Dirent(byte[] buffer, int start, int length, byte type, ulong inode)
{
    public ReadOnlyMemory<byte> Name => buffer.AsMemory(start, length);

    /// <summary>With the NUL, as system calls want it.</summary>
    public ReadOnlySpan<byte> Terminated => buffer.AsSpan(start, length + 1);

    public ulong Inode => inode;

    /// <summary>What the directory knows of the kind; null where the file system does not keep it there.</summary>
    public EntryKind? Kind => type switch
    {
        0 => null,
        4 => EntryKind.Directory,
        8 => EntryKind.File,
        10 => EntryKind.SymbolicLink,
        _ => EntryKind.Other,
    };
}
