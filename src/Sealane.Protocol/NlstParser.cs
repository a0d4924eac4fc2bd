namespace Sealane.Protocol;

/// <summary>
/// Reads NLST: a name a line and nothing else, so kind, size and time stay unknown. A message among the names cannot be told from one;
/// never delete because of such a listing.
/// </summary>
/// <param name="directory">The directory asked for, as text of the command or of PWD; some servers put it, or the end of it, before each name. Empty when nothing is to be taken away.</param>
public sealed class NlstParser(ReadOnlyMemory<byte> directory) : ListingParser
{
    private protected override ListLine Parse(ReadOnlySpan<byte> line, out ListedEntry? entry)
    {
        entry = null;
        if (line.IsEmpty)
        {
            return ListLine.Ignored;
        }

        // What ls says of a file it cannot open; a file called so would only be left alone.
        if (line.StartsWith("ls: "u8) || line.StartsWith("/bin/ls: "u8))
        {
            return ListLine.Unparsed;
        }

        // Some servers mark directories.
        bool marked = line.Length > 1 && line[^1] == '/';
        ReadOnlySpan<byte> path = marked ? line[..^1] : line;
        int slash = path.LastIndexOf((byte)'/');
        if (slash >= 0 && !IsThisDirectory(path[..slash]))
        {
            return ListLine.Unparsed;
        }

        ReadOnlySpan<byte> name = path[(slash + 1)..];
        if (name.IsEmpty || name.Contains((byte)0))
        {
            return ListLine.Unparsed;
        }

        if (name.SequenceEqual("."u8) || name.SequenceEqual(".."u8))
        {
            return ListLine.Ignored;
        }

        byte[] raw = line.ToArray();
        entry = new ListedEntry { Name = raw.AsMemory(slash + 1, name.Length), Kind = marked ? EntryKind.Directory : null, Raw = raw };
        return ListLine.Entry;
    }

    // The same path, or either one the end of the other: relative against absolute, or seen from another root.
    private bool IsThisDirectory(ReadOnlySpan<byte> parent)
    {
        ReadOnlySpan<byte> asked = Trim(directory.Span);
        parent = Trim(parent);
        return parent.IsEmpty || parent.SequenceEqual("."u8) || EndsWithPath(asked, parent) || (!asked.IsEmpty && EndsWithPath(parent, asked));
    }

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> path)
    {
        path = path.StartsWith("./"u8) ? path[2..] : path;
        return path.Trim((byte)'/');
    }

    private static bool EndsWithPath(ReadOnlySpan<byte> path, ReadOnlySpan<byte> end) =>
        path.EndsWith(end) && (path.Length == end.Length || path[path.Length - end.Length - 1] == '/');
}
