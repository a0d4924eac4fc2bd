namespace Sealane.Protocol;

/// <summary>What a line of a listing turned out to be.</summary>
public enum ListLine
{
    /// <summary>It completes an entry.</summary>
    Entry,

    /// <summary>Understood, and nothing to list: a header, a total, a blank line, <c>.</c> or <c>..</c>.</summary>
    Ignored,

    /// <summary>The first part of an entry; the next line goes on. If it does not, this one counts as not understood.</summary>
    Continues,

    /// <summary>Not understood. Something may exist that is missing from the entries: delete nothing because of this listing.</summary>
    Unparsed,
}
