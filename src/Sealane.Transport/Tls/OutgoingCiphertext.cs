using System.Buffers;

namespace Sealane.Transport.Tls;

/// <summary>
/// Ciphertext that waits to be sent, in a pooled array that is held only while there is something in it. A part of its <see cref="TlsEngine"/>, not an object: an idle
/// connection pays nothing for it. Not to be copied.
/// </summary>
internal struct OutgoingCiphertext
{
    private const int Small = 4096;

    private byte[]? _array;
    private int _length;

    internal readonly int Length => _length;

    /// <summary>Called before so much plaintext is encrypted: what is large gets its room at once, and not by growing.</summary>
    internal void Expect(int plaintext)
    {
        if (plaintext > Small && _array is null)
        {
            _array = ArrayPool<byte>.Shared.Rent(Block.WireLength(plaintext));
        }
    }

    internal void Append(ReadOnlySpan<byte> ciphertext)
    {
        int needed = _length + ciphertext.Length;
        if (_array is null)
        {
            _array = ArrayPool<byte>.Shared.Rent(Math.Max(needed, Small));
        }
        else if (_array.Length < needed)
        {
            // One large write announces itself by outgrowing the small array: go to a block at once.
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, Block.WireSize));
            _array.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_array);
            _array = larger;
        }

        ciphertext.CopyTo(_array.AsSpan(_length));
        _length = needed;
    }

    /// <summary>Hands over what waits. The caller returns the array to the shared pool once it is sent.</summary>
    internal (byte[] Array, int Length) Take()
    {
        (byte[] array, int length) = (_array!, _length);
        _array = null;
        _length = 0;
        return (array, length);
    }

    /// <summary>Gives the array back, whatever it holds.</summary>
    internal void Drop()
    {
        if (_array is { } array)
        {
            _array = null;
            ArrayPool<byte>.Shared.Return(array);
        }
    }
}
