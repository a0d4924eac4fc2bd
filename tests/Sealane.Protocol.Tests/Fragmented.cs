using System.Text;

namespace Sealane.Protocol.Tests;

/// <summary>Feeds line buffers the way networks do: every sample is cut at every place, and byte by byte.</summary>
internal static class Fragmented
{
    /// <summary>Text to bytes, one for each char up to U+00FF, so that samples can hold any byte.</summary>
    public static byte[] Bytes(string latin1) => Encoding.Latin1.GetBytes(latin1);

    /// <summary>Bytes to text, the inverse of <see cref="Bytes"/>.</summary>
    public static string Text(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);

    /// <summary>All ways to cut a sample in two (the whole included), and the one that cuts everywhere.</summary>
    public static IEnumerable<byte[][]> Cuts(byte[] sample)
    {
        for (int at = 0; at <= sample.Length; at++)
        {
            yield return [sample[..at], sample[at..]];
        }

        yield return [.. sample.Select(b => new[] { b })];
    }

    /// <summary>Receives one piece.</summary>
    public static void Feed(LineBuffer buffer, ReadOnlySpan<byte> piece)
    {
        while (!piece.IsEmpty)
        {
            Memory<byte> room = buffer.GetMemory();
            int count = Math.Min(room.Length, piece.Length);
            piece[..count].CopyTo(room.Span);
            buffer.Advance(count);
            piece = piece[count..];
        }
    }

    /// <summary>Reads what lines there are; a line too long is <c>!</c>.</summary>
    public static List<string> Drain(LineBuffer buffer)
    {
        List<string> lines = [];
        LineStatus status;
        while ((status = buffer.TryRead(out ReadOnlySpan<byte> line)) == LineStatus.Line)
        {
            lines.Add(Text(line));
        }

        if (status == LineStatus.TooLong)
        {
            lines.Add("!");
        }

        return lines;
    }

    /// <summary>Expects the same lines however the sample is cut.</summary>
    public static void ExpectLines(string sample, string[] expected, int maxLength = 4096)
    {
        foreach (byte[][] pieces in Cuts(Bytes(sample)))
        {
            using LineBuffer buffer = new(maxLength);
            List<string> lines = [];
            foreach (byte[] piece in pieces)
            {
                Feed(buffer, piece);
                lines.AddRange(Drain(buffer).Where(l => l != "!" || !lines.Contains("!")));
                buffer.ReleaseIfEmpty();
            }

            Assert.Equal(expected, lines);
        }
    }
}
