namespace Sealane.Protocol.Dialects;

/// <summary>Walks over the words of a line, which blanks or tabs part.</summary>
/// <param name="line">The line.</param>
/// <param name="start">Where to begin.</param>
internal ref struct Columns(ReadOnlySpan<byte> line, int start = 0)
{
    private readonly ReadOnlySpan<byte> _line = line;

    /// <summary>Where the last word began.</summary>
    public int Start { get; private set; } = start;

    /// <summary>The byte behind the last word.</summary>
    public int End { get; private set; } = start;

    /// <summary>What stands behind the last word, its leading blanks included.</summary>
    public readonly ReadOnlySpan<byte> Rest => _line[End..];

    /// <summary>The next word; empty at the end of the line.</summary>
    public ReadOnlySpan<byte> Next()
    {
        int from = _line[End..].IndexOfAnyExcept((byte)' ', (byte)'\t');
        Start = from < 0 ? _line.Length : End + from;
        int length = _line[Start..].IndexOfAny((byte)' ', (byte)'\t');
        End = length < 0 ? _line.Length : Start + length;
        return _line[Start..End];
    }

    /// <summary>Where a name begins that stands at most so many blanks behind the last word; further blanks are its own. Negative when there is none.</summary>
    public readonly int NameAfter(int maxBlanks)
    {
        int blanks = 0;
        while (blanks < maxBlanks && End + blanks < _line.Length && _line[End + blanks] == ' ')
        {
            blanks++;
        }

        return blanks > 0 && End + blanks < _line.Length ? End + blanks : -1;
    }
}
