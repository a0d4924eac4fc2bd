namespace Sealane.Shell.Listings;

/// <summary>Short texts side by side, down the columns, as many as the screen has room for.</summary>
internal static class ColumnLayout
{
    private const int Gap = 2;

    /// <summary>The lines.</summary>
    /// <param name="cells">The texts with their widths on the screen, which colours do not change.</param>
    /// <param name="width">Of the screen; 0 for one text a line.</param>
    public static IEnumerable<string> Lines(IReadOnlyList<(string Text, int Width)> cells, int width)
    {
        if (cells.Count == 0)
        {
            return [];
        }

        int rows = cells.Count;
        for (int columns = Math.Min(cells.Count, Math.Max(1, width / (Gap + 1))); columns > 1 && width > 0; columns--)
        {
            int needed = ((cells.Count - 1) / columns) + 1;
            if (Widths(cells, needed).Sum() - Gap < width)
            {
                rows = needed;
                break;
            }
        }

        int[] widths = [.. Widths(cells, rows)];
        return Enumerable.Range(0, rows).Select(row => string.Concat(Enumerable.Range(0, widths.Length).Where(column => (column * rows) + row < cells.Count).Select(column =>
        {
            (string text, int used) = cells[(column * rows) + row];
            return ((column + 1) * rows) + row < cells.Count ? text + new string(' ', widths[column] - used) : text;
        })));
    }

    private static IEnumerable<int> Widths(IReadOnlyList<(string Text, int Width)> cells, int rows) =>
        cells.Select(cell => cell.Width).Chunk(rows).Select(column => column.Max() + Gap);
}
