namespace Sealane.Shell.Transfers;

/// <summary>A part of a file that one connection fetches: from where it stands to its limit.</summary>
/// <param name="position">The first byte that is missing.</param>
/// <param name="limit">The byte behind its last.</param>
internal sealed class Segment(long position, long limit)
{
    private long _position = position;

    /// <summary>The first byte that is missing. Moves only once bytes are written.</summary>
    public long Position
    {
        get => Interlocked.Read(ref _position);
        set => Interlocked.Exchange(ref _position, value);
    }

    public long Limit => limit;

    public bool IsWhole => Position >= limit;

    /// <summary>Parts of a file: as many as asked for, but none smaller than a least size.</summary>
    public static IReadOnlyList<Segment> Plan(long size, int connections, long leastSize)
    {
        long most = leastSize > 0 ? Math.Max(1, size / leastSize) : connections;
        int count = (int)Math.Clamp(Math.Min(connections, most), 1, Math.Max(1, size));
        return [.. Enumerable.Range(0, count).Select(i => new Segment(size / count * i, i == count - 1 ? size : size / count * (i + 1)))];
    }

    /// <summary>Parts with so many connections at work: what is whole stays, and the greatest rest is halved while there are more connections than parts.</summary>
    public static IReadOnlyList<Segment> Divide(IReadOnlyList<Segment> segments, int connections, long leastSize)
    {
        List<Segment> divided = [.. segments];
        while (divided.Count(one => !one.IsWhole) < connections)
        {
            Segment? greatest = divided.Where(one => one.Limit - one.Position >= 2 * Math.Max(1, leastSize)).MaxBy(one => one.Limit - one.Position);
            if (greatest is null)
            {
                break;
            }

            long middle = greatest.Position + ((greatest.Limit - greatest.Position) / 2);
            divided[divided.IndexOf(greatest)] = new Segment(greatest.Position, middle);
            divided.Add(new Segment(middle, greatest.Limit));
        }

        return divided;
    }
}
