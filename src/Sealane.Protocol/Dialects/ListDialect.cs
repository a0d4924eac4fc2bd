namespace Sealane.Protocol.Dialects;

/// <summary>One form of LIST. Claims a line only when it is sure: what it does not know it leaves to the others.</summary>
internal abstract class ListDialect
{
    /// <summary>Short and lower-case, for logs.</summary>
    public abstract string Name { get; }

    /// <summary>The first part of an entry that goes on in the next line; empty when there is none.</summary>
    public virtual ReadOnlySpan<byte> Held => default;

    /// <summary>All dialects, the most frequent and the strictest first.</summary>
    public static ListDialect[] All(ListingClock clock, TextCache texts) =>
    [
        new NetPresenzDialect(clock),
        new UnixDialect(clock, texts),
        new DosDialect(),
        new EplfDialect(),
        new NetWareDialect(clock, texts),
        new VmsDialect(texts),
        new Os400Dialect(texts),
        new NonStopDialect(texts),
        new Os2Dialect(),
        new VShellDialect(clock),
        new VxWorksDialect(),
        new MvsDialect(texts),
    ];

    /// <summary>Reads a line that is not blank.</summary>
    /// <returns><see cref="ListLine.Unparsed"/> when it is not of this dialect.</returns>
    public abstract ListLine Read(ReadOnlySpan<byte> line, out ListedEntry? entry);

    /// <summary>Reads the line behind one that <see cref="Read"/> called <see cref="ListLine.Continues"/>; true when it completes the entry, which is then no longer held.</summary>
    public virtual bool TryContinue(ReadOnlySpan<byte> line, out ListedEntry? entry)
    {
        entry = null;
        return false;
    }

    /// <summary>Forgets the first part of an entry.</summary>
    public virtual void Drop()
    {
    }
}
