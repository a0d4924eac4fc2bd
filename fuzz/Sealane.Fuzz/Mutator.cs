namespace Sealane.Fuzz;

/// <summary>Makes new inputs out of old ones.</summary>
/// <param name="random">Decides everything.</param>
/// <param name="dictionary">Pieces of the target's language.</param>
/// <param name="maxLength">Longest input to make.</param>
internal sealed class Mutator(SeededRandom random, IReadOnlyList<byte[]> dictionary, int maxLength)
{
    private static readonly byte[] s_telling = [0, 1, 9, 10, 13, 27, 32, 34, 37, 42, 46, 47, 48, 57, 58, 59, 92, 126, 127, 128, 0xC0, 0xE2, 0xF0, 0xF4, 0xFB, 0xFE, 0xFF];

    /// <summary>One to eight changes to an input; another input may be spliced in.</summary>
    public byte[] Mutate(ReadOnlySpan<byte> input, ReadOnlySpan<byte> other)
    {
        List<byte> bytes = [.. input];
        for (int changes = 1 + random.Below(8); changes > 0; changes--)
        {
            Change(bytes, other);
        }

        return [.. bytes.Take(maxLength)];
    }

    private void Change(List<byte> bytes, ReadOnlySpan<byte> other)
    {
        int at = random.Below(bytes.Count + 1);
        int run = Math.Min(1 + random.Below(random.Below(4) == 0 ? 64 : 6), bytes.Count - at);
        switch (random.Below(9))
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << random.Below(8));
                break;
            case 1 when at < bytes.Count:
                bytes[at] = s_telling[random.Below(s_telling.Length)];
                break;
            case 2:
                bytes.Insert(at, s_telling[random.Below(s_telling.Length)]);
                break;
            case 3:
                bytes.RemoveRange(at, run);
                break;
            case 4:
                bytes.InsertRange(random.Below(bytes.Count + 1), bytes.GetRange(at, run));
                break;
            case 5 when dictionary.Count > 0:
                bytes.InsertRange(at, random.Pick(dictionary));
                break;
            case 6:
                int from = random.Below(other.Length);
                bytes.InsertRange(at, other[from..Math.Min(other.Length, from + 1 + random.Below(40))].ToArray());
                break;
            case 7 when random.Below(40) == 0:
                bytes.InsertRange(at, Enumerable.Repeat(s_telling[random.Below(s_telling.Length)], 1 << random.Below(13)));
                break;
            case 8:
                bytes.Insert(at, (byte)random.Next());
                break;
            default:
                bytes.InsertRange(at, bytes.GetRange(0, Math.Min(bytes.Count, random.Below(12))));
                break;
        }
    }
}
