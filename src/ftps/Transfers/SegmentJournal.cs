using System.Globalization;

namespace Sealane.Shell.Transfers;

/// <summary>
/// Which bytes of a segmented download are there: lftp's <c>FILE.lftp-pget-status</c>, with the file's time in a line at the end that lftp passes over. What it says is written is written:
/// the data goes to the disk before the journal does.
/// </summary>
/// <param name="path">The journal's file.</param>
internal sealed class SegmentJournal(string path)
{
    private const string Stamp = "yyyyMMddHHmmss";

    /// <summary>What the journal says, if it is about a file of this size and time, and its parts can be.</summary>
    /// <returns>Null when there is nothing to go on with.</returns>
    public IReadOnlyList<Segment>? Read(long size, DateTime? modified)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (IOException)
        {
            // There is none.
            return null;
        }

        Dictionary<string, string> values = [];
        foreach (string line in lines)
        {
            int equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
            {
                values[line[..equals]] = line[(equals + 1)..];
            }
        }

        if (Number(values, "size") != size || (values.TryGetValue("modified", out string? time) && modified is { } now && time != now.ToString(Stamp, CultureInfo.InvariantCulture)))
        {
            return null;
        }

        List<Segment> segments = [];
        while (Number(values, Key(segments.Count, "pos")) is { } position && Number(values, Key(segments.Count, "limit")) is { } limit)
        {
            // What was torn in writing is no ground to build on.
            if (position > limit || limit > size)
            {
                return null;
            }

            segments.Add(new Segment(position, limit));
        }

        return segments.Count > 0 && Reaches(segments, size) ? segments : null;
    }

    /// <summary>Replaces the journal.</summary>
    public void Write(long size, DateTime? modified, IReadOnlyList<Segment> segments)
    {
        using (var writer = new StreamWriter(path + ".new"))
        {
            writer.NewLine = "\n";
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"size={size}"));
            for (int i = 0; i < segments.Count; i++)
            {
                writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{i}.pos={segments[i].Position}\n{i}.limit={segments[i].Limit}"));
            }

            if (modified is { } time)
            {
                writer.WriteLine("modified=" + time.ToString(Stamp, CultureInfo.InvariantCulture));
            }
        }

        File.Move(path + ".new", path, overwrite: true);
    }

    public void Remove() => File.Delete(path);

    public bool Exists => File.Exists(path);

    // lftp leaves parts out that are whole: what lies between the parts that are told of is there.
    private static bool Reaches(List<Segment> segments, long size)
    {
        long before = 0;
        foreach (Segment segment in segments.OrderBy(one => one.Position))
        {
            if (segment.Position < before)
            {
                return false;
            }

            before = segment.Limit;
        }

        return before <= size;
    }

    private static string Key(int index, string name) => string.Create(CultureInfo.InvariantCulture, $"{index}.{name}");

    private static long? Number(Dictionary<string, string> values, string key) =>
        values.TryGetValue(key, out string? text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;
}
