namespace Sealane.Protocol;

/// <summary>
/// Reads one listing, line by line, and keeps count of what it did not understand: such a listing is incomplete, and nothing may be deleted
/// because a name is missing from it. One parser for one listing; one user at a time.
/// </summary>
public abstract class ListingParser
{
    // Enough to recognise the line in an error message.
    private const int KeptBytes = 200;

    private protected ListingParser()
    {
    }

    /// <summary>Entries given out so far.</summary>
    public long Entries { get; private set; }

    /// <summary>Lines that were not understood. May grow by a line that <see cref="Read"/> had called <see cref="ListLine.Continues"/>.</summary>
    public long UnparsedLines { get; private set; }

    /// <summary>The beginning of the first line that was not understood, for the message about it; escape before printing.</summary>
    public ReadOnlyMemory<byte> FirstUnparsed { get; private set; }

    /// <summary>Reads the next line.</summary>
    /// <param name="line">Without its line end. Not kept: the entry has a copy.</param>
    /// <param name="entry">The entry, when the result is <see cref="ListLine.Entry"/>; null otherwise.</param>
    public ListLine Read(ReadOnlySpan<byte> line, out ListedEntry? entry)
    {
        ListLine result = Parse(line, out entry);
        if (result == ListLine.Entry)
        {
            Entries++;
        }
        else
        {
            entry = null;
            if (result == ListLine.Unparsed)
            {
                CountUnparsed(line);
            }
        }

        return result;
    }

    /// <summary>Counts a line that cannot be read at all, such as one that <see cref="ListingLines"/> had to cut.</summary>
    public void CountUnparsed(ReadOnlySpan<byte> line)
    {
        if (UnparsedLines++ == 0)
        {
            FirstUnparsed = line[..Math.Min(line.Length, KeptBytes)].ToArray();
        }
    }

    /// <summary>Ends the listing: an entry that had only begun counts as not understood. Look at <see cref="UnparsedLines"/> after this.</summary>
    public virtual void Complete()
    {
    }

    private protected abstract ListLine Parse(ReadOnlySpan<byte> line, out ListedEntry? entry);
}
