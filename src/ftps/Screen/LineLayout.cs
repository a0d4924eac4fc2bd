namespace Sealane.Shell.Screen;

/// <summary>Where a terminal of a width puts text that is longer than a row, has characters of two columns, or lines of its own.</summary>
/// <param name="width">Columns of the terminal.</param>
internal struct LineLayout(int width)
{
    private readonly int _width = Math.Max(1, width);

    /// <summary>Rows below the first.</summary>
    public int Row { get; private set; }

    /// <summary>The column in that row. It is the width itself when the row is just full: a terminal stays in it until something follows.</summary>
    public int Column { get; private set; }

    /// <summary>Where something that follows would stand.</summary>
    public readonly (int Row, int Column) Cursor => Column >= _width ? (Row + 1, 0) : (Row, Column);

    /// <summary>Whether the last row is full, so that the cursor still stands in it.</summary>
    public readonly bool IsFull => Column >= _width;

    /// <summary>Text that follows what is there.</summary>
    public void Add(ReadOnlySpan<char> text)
    {
        for (int i = 0; i < text.Length;)
        {
            if (text[i] == '\n')
            {
                (Row, Column) = (Row + 1, 0);
                i++;
                continue;
            }

            int wide = TextWidth.Next(text, ref i);
            // What needs two columns and has one goes to the next row as a whole.
            if (wide > 0 && Column + wide > _width)
            {
                (Row, Column) = (Row + 1, 0);
            }

            Column += wide;
        }
    }
}
