using Sealane.Protocol;

namespace Sealane.Client.Listings;

/// <summary>What is known about a listing besides its entries; complete when the enumeration has ended.</summary>
internal sealed class ListingOutcome
{
    internal long UnparsedLines { get; set; }

    /// <summary>Not a byte came.</summary>
    internal bool IsEmpty { get; set; }

    internal string FirstUnparsed { get; set; } = "";

    /// <summary>The server said goodbye on the data connection: nobody on the way cut the listing short.</summary>
    internal bool EndedInOrder { get; set; }

    internal void Take(ListingParser parser)
    {
        UnparsedLines = parser.UnparsedLines;
        FirstUnparsed = PrintableText.Escape(parser.FirstUnparsed.Span);
    }
}
