using System.Text;

namespace Sealane.Client.Mirroring;

/// <summary>
/// What names are compared by: canonically decomposed (Unicode's NFD), so that an é of one character and one of two are the same name. The platform's own
/// normalization does nothing where globalization is invariant, and refuses names with bytes that are no text. Names themselves are never changed.
/// </summary>
internal static class NameKey
{
    // Hangul is composed by arithmetic (Unicode Standard §3.12).
    private const int HangulFirst = 0xAC00;
    private const int HangulCount = 11172;
    private const int Vowels = 21;
    private const int Trails = 28;

    internal static string Of(string name)
    {
        if (System.Text.Ascii.IsValid(name))
        {
            return name;
        }

        var key = new StringBuilder(name.Length + 8);
        foreach (char c in name)
        {
            Decompose(c, key);
        }

        Order(key);
        return key.ToString();
    }

    private static void Decompose(char c, StringBuilder key)
    {
        if (c < 0xC0)
        {
            key.Append(c);
        }
        else if (c is >= (char)HangulFirst and < (char)(HangulFirst + HangulCount))
        {
            int index = c - HangulFirst;
            key.Append((char)(0x1100 + (index / (Vowels * Trails)))).Append((char)(0x1161 + (index % (Vowels * Trails) / Trails)));
            if (index % Trails is > 0 and int trail)
            {
                key.Append((char)(0x11A7 + trail));
            }
        }
        else if (FindPair(c) is >= 0 and int at)
        {
            Decompose((char)CanonicalData.Pairs[at + 1], key);
            if (CanonicalData.Pairs[at + 2] is not 0 and ushort second)
            {
                Decompose((char)second, key);
            }
        }
        else
        {
            key.Append(c);
        }
    }

    private static int FindPair(char c)
    {
        ReadOnlySpan<ushort> pairs = CanonicalData.Pairs;
        (int low, int high) = (0, (pairs.Length / 3) - 1);
        while (low <= high)
        {
            int middle = (low + high) / 2;
            if (pairs[middle * 3] == c)
            {
                return middle * 3;
            }

            (low, high) = pairs[middle * 3] < c ? (middle + 1, high) : (low, middle - 1);
        }

        return -1;
    }

    // Marks on one character stand in the order of their classes, those of one class as they came.
    private static void Order(StringBuilder key)
    {
        for (int i = 1; i < key.Length; i++)
        {
            int own = ClassOf(key[i]);
            for (int at = i; own > 0 && at > 0 && ClassOf(key[at - 1]) > own; at--)
            {
                (key[at - 1], key[at]) = (key[at], key[at - 1]);
            }
        }
    }

    private static int ClassOf(char c)
    {
        ReadOnlySpan<ushort> classes = CanonicalData.Classes;
        if (c < classes[0])
        {
            return 0;
        }

        (int low, int high) = (0, (classes.Length / 3) - 1);
        while (low <= high)
        {
            int middle = (low + high) / 2;
            if (c < classes[middle * 3])
            {
                high = middle - 1;
            }
            else if (c > classes[(middle * 3) + 1])
            {
                low = middle + 1;
            }
            else
            {
                return classes[(middle * 3) + 2];
            }
        }

        return 0;
    }
}
