using System.Runtime.InteropServices;

namespace Sealane.Bench.Load;

/// <summary>What the files hold: one block that looks random, over and over.</summary>
internal static class Payload
{
    internal const int BlockSize = 256 * 1024;

    internal static void Fill(Span<byte> block)
    {
        uint state = 2463534242;
        foreach (ref uint word in MemoryMarshal.Cast<byte, uint>(block))
        {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            word = state;
        }
    }
}
