using System.Buffers.Binary;
using System.Numerics;

namespace Sealane.Client.Control;

/// <summary>MD4 (RFC 1320), for S/Key alone: broken for everything else.</summary>
internal static class Md4
{
    private const int BlockBytes = 64;

    private static readonly int[] s_shifts = [3, 7, 11, 19, 3, 5, 9, 13, 3, 9, 11, 15];

    // The third round goes through the words in the order of their bits read backwards.
    private static readonly int[] s_thirdOrder = [0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15];

    internal static byte[] Hash(ReadOnlySpan<byte> text)
    {
        // Behind the text a one bit, zeros, and the length in bits.
        byte[] padded = new byte[(text.Length + 9 + BlockBytes - 1) / BlockBytes * BlockBytes];
        text.CopyTo(padded);
        padded[text.Length] = 0x80;
        BinaryPrimitives.WriteUInt64LittleEndian(padded.AsSpan(padded.Length - 8), (ulong)text.Length * 8);

        uint[] state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476];
        for (int start = 0; start < padded.Length; start += BlockBytes)
        {
            Add(state, padded.AsSpan(start, BlockBytes));
        }

        byte[] hash = new byte[16];
        for (int i = 0; i < state.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(hash.AsSpan(i * 4), state[i]);
        }

        return hash;
    }

    private static void Add(uint[] state, ReadOnlySpan<byte> block)
    {
        (uint a, uint b, uint c, uint d) = (state[0], state[1], state[2], state[3]);
        for (int step = 0; step < 48; step++)
        {
            int round = step / 16, i = step % 16;
            (uint mixed, int word) = round switch
            {
                0 => ((b & c) | (~b & d), i),
                1 => (((b & c) | (b & d) | (c & d)) + 0x5a827999, (i % 4 * 4) + (i / 4)),
                _ => ((b ^ c ^ d) + 0x6ed9eba1, s_thirdOrder[i]),
            };
            uint turned = BitOperations.RotateLeft(unchecked(a + mixed + BinaryPrimitives.ReadUInt32LittleEndian(block[(word * 4)..])), s_shifts[(round * 4) + (i % 4)]);
            (a, b, c, d) = (d, turned, b, c);
        }

        state[0] = unchecked(state[0] + a);
        state[1] = unchecked(state[1] + b);
        state[2] = unchecked(state[2] + c);
        state[3] = unchecked(state[3] + d);
    }
}
