using Sealane.Protocol.Dialects;

namespace Sealane.Protocol;

/// <summary>
/// Reads LIST, whose form no document fixes, in the dialects of many servers. The dialect is known by the lines themselves, never by SYST:
/// the one that understood the last entry is asked first, then the others, so that no mixture and no wrong first guess loses an entry.
/// </summary>
/// <param name="now">The clock, UTC. Dates without a year are the latest that is not more than a day ahead of it: the server's zone and clock may be.</param>
public sealed class ListParser(DateTime now) : ListingParser
{
    private readonly ListDialect[] _dialects = ListDialect.All(new ListingClock(now), new TextCache());
    private ListDialect? _pending;

    /// <summary>The dialect of the last entry: <c>unix</c>, <c>dos</c>, <c>eplf</c>, …; null before the first.</summary>
    public string? Dialect { get; private set; }

    /// <inheritdoc/>
    public override void Complete()
    {
        DropPending();
        base.Complete();
    }

    private protected override ListLine Parse(ReadOnlySpan<byte> line, out ListedEntry? entry)
    {
        entry = null;
        if (line.TrimStart((byte)' ').TrimStart((byte)'\t').IsEmpty)
        {
            return ListLine.Ignored;
        }

        // A NUL ends the string somewhere on every system: no name has one, and no line of text.
        if (line.Contains((byte)0))
        {
            return ListLine.Unparsed;
        }

        if (_pending is not null)
        {
            if (_pending.TryContinue(line, out entry))
            {
                return Found(_pending, ref entry);
            }

            DropPending();
        }

        foreach (ListDialect dialect in _dialects)
        {
            switch (dialect.Read(line, out entry))
            {
                case ListLine.Entry:
                    return Found(dialect, ref entry);
                case ListLine.Ignored:
                    return ListLine.Ignored;
                case ListLine.Continues:
                    _pending = dialect;
                    return ListLine.Continues;
            }
        }

        return ListLine.Unparsed;
    }

    private ListLine Found(ListDialect dialect, ref ListedEntry? entry)
    {
        _pending = null;
        Dialect = dialect.Name;
        int at = Array.IndexOf(_dialects, dialect);
        if (at > 0)
        {
            Array.Copy(_dialects, 0, _dialects, 1, at);
            _dialects[0] = dialect;
        }

        ReadOnlySpan<byte> name = entry!.Name.Span;
        if (name.SequenceEqual("."u8) || name.SequenceEqual(".."u8))
        {
            entry = null;
            return ListLine.Ignored;
        }

        return ListLine.Entry;
    }

    private void DropPending()
    {
        if (_pending is not null)
        {
            CountUnparsed(_pending.Held);
            _pending.Drop();
            _pending = null;
        }
    }
}
