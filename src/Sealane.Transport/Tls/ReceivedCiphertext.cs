using System.Buffers;

namespace Sealane.Transport.Tls;

/// <summary>
/// Ciphertext that was received and that OpenSSL has not taken yet, in a pooled array that is held only while there is something in it, or on its way into it.
/// A part of its <see cref="TlsEngine"/>, not an object: an idle connection pays nothing for it. Not to be copied.
/// </summary>
internal struct ReceivedCiphertext
{
    // Enough for one handshake flight or several command lines; bulk connections receive a whole block at once.
    private const int Small = 4096;

    private byte[]? _array;
    private int _start;
    private int _end;
    private bool _receiving;

    internal readonly bool IsEmpty => _end <= _start;

    internal readonly bool HoldsArray => _array is not null;

    /// <summary>Room to receive into; report what arrived with <see cref="Add"/>.</summary>
    /// <param name="bulk">A file is coming: a block's room is worth it.</param>
    internal Memory<byte> Room(bool bulk)
    {
        if (_start == _end)
        {
            _start = _end = 0;
        }

        int size = bulk ? Block.WireSize : Small;
        if (_array is { } small && small.Length < size && _end == 0)
        {
            ArrayPool<byte>.Shared.Return(small);
            _array = null;
        }

        _array ??= ArrayPool<byte>.Shared.Rent(size);
        if (_end == _array.Length)
        {
            // Full and not taken: OpenSSL waits for the rest of a record that begins here.
            _array.AsSpan(_start.._end).CopyTo(_array);
            _end -= _start;
            _start = 0;
        }

        _receiving = true;
        return _array.AsMemory(_end);
    }

    internal void Add(int count)
    {
        _receiving = false;
        _end += count;
    }

    internal int Take(Span<byte> destination)
    {
        int count = Math.Min(destination.Length, _end - _start);
        if (count == 0)
        {
            return 0;
        }

        _array.AsSpan(_start, count).CopyTo(destination);
        _start += count;
        return count;
    }

    /// <summary>Gives the array back when it holds nothing.</summary>
    internal void ReleaseIfEmpty()
    {
        if (_array is { } array && _start == _end)
        {
            _array = null;
            _start = _end = 0;
            ArrayPool<byte>.Shared.Return(array);
        }
    }

    /// <summary>Gives the array back, whatever it holds.</summary>
    internal void Drop()
    {
        if (_array is { } array)
        {
            _array = null;
            if (!_receiving)
            {
                ArrayPool<byte>.Shared.Return(array);
            }

            // Otherwise a receive may still be writing into it: the pool must not lend it to somebody else. The collector takes it.
        }
    }
}
