namespace Sealane.Server.Transfers;

/// <summary>Patterns in listings: <c>*</c> and <c>?</c>. Takes time proportional to name times pattern at worst, whatever the pattern (no glob bombs).</summary>
internal static class NamePattern
{
    internal static bool Fits(ReadOnlySpan<byte> name, ReadOnlySpan<byte> pattern)
    {
        int n = 0, p = 0, star = -1, resume = 0;
        while (n < name.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                star = p++;
                resume = n;
            }
            else if (p < pattern.Length && (pattern[p] == '?' || pattern[p] == name[n]))
            {
                n++;
                p++;
            }
            else if (star >= 0)
            {
                // Only the last star needs to give back: the ones before it have matched as little as they could.
                p = star + 1;
                n = ++resume;
            }
            else
            {
                return false;
            }
        }

        return pattern[p..].IndexOfAnyExcept((byte)'*') < 0;
    }
}
