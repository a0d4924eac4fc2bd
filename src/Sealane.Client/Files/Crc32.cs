using System.Buffers;
using System.Buffers.Binary;

namespace Sealane.Client;

/// <summary>CRC-32 as XCRC means it (ISO 3309, the polynomial of zip). The framework keeps its own in a package of its own.</summary>
internal static class Crc32
{
    private static readonly uint[] s_table = [.. Enumerable.Range(0, 256).Select(static i =>
    {
        uint value = (uint)i;
        for (int bit = 0; bit < 8; bit++)
        {
            value = (value & 1) != 0 ? (value >> 1) ^ 0xEDB88320 : value >> 1;
        }

        return value;
    })];

    internal static async Task<byte[]> HashAsync(Stream stream, CancellationToken cancellation)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(128 * 1024);
        try
        {
            uint crc = uint.MaxValue;
            int count;
            while ((count = await stream.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0)
            {
                crc = Update(crc, buffer.AsSpan(0, count));
            }

            byte[] digest = new byte[4];
            BinaryPrimitives.WriteUInt32BigEndian(digest, ~crc);
            return digest;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static uint Update(uint crc, ReadOnlySpan<byte> bytes)
    {
        foreach (byte b in bytes)
        {
            crc = s_table[(byte)crc ^ b] ^ (crc >> 8);
        }

        return crc;
    }
}
