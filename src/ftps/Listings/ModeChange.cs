namespace Sealane.Shell.Listings;

/// <summary>What chmod does to permission bits: a number, or clauses such as <c>u+rwx,go-w</c> (POSIX chmod).</summary>
internal sealed class ModeChange
{
    private const int ReadBits = 0b100_100_100, WriteBits = 0b010_010_010, RunBits = 0b001_001_001;
    private readonly int? _number;
    private readonly List<(int Who, char Operator, string Letters)> _clauses = [];

    private ModeChange(int? number) => _number = number;

    /// <summary>Whether the bits before do not matter.</summary>
    public bool IsAbsolute => _number is not null;

    /// <summary>Reads a mode; null if it is none.</summary>
    public static ModeChange? TryParse(string text)
    {
        if (text.Length is > 0 and <= 5 && text.All(c => c is >= '0' and <= '7'))
        {
            int number = Convert.ToInt32(text, 8);
            return number <= 0xFFF ? new ModeChange(number) : null;
        }

        var change = new ModeChange(null);
        return text.Length > 0 && text.Split(',').All(change.TryAdd) ? change : null;
    }

    /// <summary>The bits after.</summary>
    /// <param name="mode">The bits before.</param>
    /// <param name="isDirectory">For X.</param>
    public int Apply(int mode, bool isDirectory)
    {
        if (_number is { } number)
        {
            return number;
        }

        foreach ((int who, char sign, string letters) in _clauses)
        {
            int bits = 0;
            foreach (char letter in letters)
            {
                bits |= Bits(letter, mode, isDirectory) & who;
            }

            mode = sign switch
            {
                '+' => mode | bits,
                '-' => mode & ~bits,
                _ => (mode & ~who) | bits,
            };
        }

        return mode;
    }

    private bool TryAdd(string clause)
    {
        int at = 0, who = 0;
        for (; at < clause.Length && "ugoa".Contains(clause[at], StringComparison.Ordinal); at++)
        {
            who |= clause[at] switch { 'u' => 0b100_111_000_000, 'g' => 0b010_000_111_000, 'o' => 0b001_000_000_111, _ => 0xFFF };
        }

        who = who == 0 ? 0xFFF : who;
        if (at == clause.Length || !"+-=".Contains(clause[at], StringComparison.Ordinal))
        {
            return false;
        }

        while (at < clause.Length)
        {
            char sign = clause[at++];
            int start = at;
            while (at < clause.Length && !"+-=".Contains(clause[at], StringComparison.Ordinal))
            {
                if (!"rwxXstugo".Contains(clause[at++], StringComparison.Ordinal))
                {
                    return false;
                }
            }

            _clauses.Add((who, sign, clause[start..at]));
        }

        return true;
    }

    private static int Bits(char letter, int mode, bool isDirectory) => letter switch
    {
        'r' => ReadBits,
        'w' => WriteBits,
        'x' => RunBits,
        'X' => isDirectory || (mode & RunBits) != 0 ? RunBits : 0,
        's' => 0b110_000_000_000,
        't' => 0b001_000_000_000,
        'u' => Spread((mode >> 6) & 7),
        'g' => Spread((mode >> 3) & 7),
        _ => Spread(mode & 7),
    };

    private static int Spread(int three) => three | (three << 3) | (three << 6);
}
