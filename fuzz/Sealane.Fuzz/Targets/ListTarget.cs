using Sealane.Protocol;

namespace Sealane.Fuzz.Targets;

/// <summary>
/// Whole listings: every line is an entry, understood to be none, or counted; entries are made of bytes of their lines; and how the bytes
/// arrived changes nothing.
/// </summary>
/// <param name="name">Name of the target.</param>
/// <param name="parser">Makes a parser for a listing.</param>
/// <param name="dictionary">Pieces of the format.</param>
internal sealed class ListTarget(string name, Func<ListingParser> parser, params string[] dictionary) : FuzzTarget
{
    private const int MaxLine = 300;

    /// <summary>The clock of the listings.</summary>
    public static readonly DateTime Now = new(2026, 11, 22, 14, 22, 59, DateTimeKind.Utc);

    public override string Name => name;

    public override IReadOnlyList<byte[]> Dictionary { get; } = [.. dictionary.Select(System.Text.Encoding.UTF8.GetBytes), [.. "\r\n"u8], [.. "\n"u8], [.. "  "u8], [0xFF], [0]];

    public override int Run(ReadOnlySpan<byte> input)
    {
        (ListingParser whole, string outcome) = Read(input, input.Length);
        (ListingParser pieces, string again) = Read(input, 1 + (input.Length % 7));
        Require(outcome == again && (whole.Entries, whole.UnparsedLines) == (pieces.Entries, pieces.UnparsedLines), "how the bytes arrive changes nothing");
        int dialect = (whole as ListParser)?.Dialect?.Sum(c => c) ?? 0;
        return (dialect * 64) + (int)((Math.Min(whole.Entries, 7) * 8) + Math.Min(whole.UnparsedLines, 7));
    }

    private (ListingParser Parser, string Outcome) Read(ReadOnlySpan<byte> input, int step)
    {
        ListingParser made = parser();
        ListingLines lines = new(MaxLine);
        Tally tally = default;
        System.Text.StringBuilder outcome = new();
        for (; !input.IsEmpty; input = input[Math.Min(step, input.Length)..])
        {
            ReadOnlySpan<byte> block = input[..Math.Min(step, input.Length)];
            while (lines.TryRead(ref block, out ReadOnlySpan<byte> line, out bool cut))
            {
                Take(made, line, cut, ref tally, outcome);
            }
        }

        if (lines.TryReadLast(out ReadOnlySpan<byte> last, out bool lastCut))
        {
            Take(made, last, lastCut, ref tally, outcome);
        }

        made.Complete();
        long accounted = made.Entries + tally.Ignored + made.UnparsedLines;
        Require(made.Entries == tally.Entries, "entries are counted");
        Require(accounted <= tally.Lines && accounted >= tally.Lines - tally.Continued, "no line is lost");
        Require(made.UnparsedLines >= tally.Unparsed && made.UnparsedLines <= tally.Unparsed + tally.Continued, "what is not understood is counted");
        Require((made.UnparsedLines > 0) == (made.FirstUnparsed.Length > 0) || made.UnparsedLines > 0, "the first such line is kept");
        return (made, outcome.ToString());
    }

    private static void Take(ListingParser made, ReadOnlySpan<byte> line, bool cut, ref Tally tally, System.Text.StringBuilder outcome)
    {
        tally.Lines++;
        Require(line.Length <= MaxLine && !line.Contains((byte)'\n') && !line.EndsWith("\r"u8) | cut, "a line is bounded and has no end in it");
        if (cut)
        {
            made.CountUnparsed(line);
            tally.Unparsed++;
            return;
        }

        ListLine result = made.Read(line, out ListedEntry? entry);
        Require((result == ListLine.Entry) == (entry is not null), "an entry comes with its result");
        outcome.Append((int)result);
        tally.Entries += result == ListLine.Entry ? 1 : 0;
        tally.Ignored += result == ListLine.Ignored ? 1 : 0;
        tally.Unparsed += result == ListLine.Unparsed ? 1 : 0;
        tally.Continued += result == ListLine.Continues ? 1 : 0;
        if (entry is not null)
        {
            Check(entry, line);
            outcome.Append(entry.Kind).Append(entry.Length).Append(entry.Modified?.Ticks).Append(entry.Mode).Append(entry.Owner).Append(entry.Group)
                .Append(Convert.ToHexString(entry.Name.Span)).Append(Convert.ToHexString(entry.LinkTarget.Span));
        }
    }

    private static void Check(ListedEntry entry, ReadOnlySpan<byte> line)
    {
        Require(!entry.Name.IsEmpty, "an entry has a name");
        Require(entry.Raw.Span.EndsWith(line), "the raw line is kept");
        Require(entry.Raw.Span.Overlaps(entry.Name.Span) && (entry.LinkTarget.IsEmpty || entry.Raw.Span.Overlaps(entry.LinkTarget.Span)), "names are bytes of the line");
        Require(entry.Length is null or >= 0 && entry.Mode is null or (>= 0 and <= 0xFFF), "numbers are in range");
        Require((entry.Modified is null) == (entry.Precision == TimePrecision.None), "a time has a precision");
        Require(entry.Modified is null || (entry.Modified.Value.Kind == DateTimeKind.Utc) != entry.IsLocalTime, "a time is UTC or the server's");
        Require(entry.LinkTarget.IsEmpty || entry.Kind == EntryKind.SymbolicLink, "only links have targets");
        Require(Charset.Utf8.Encode(Charset.Utf8.Decode(entry.Name.Span)).AsSpan().SequenceEqual(entry.Name.Span), "a name survives as text");
    }

    private struct Tally
    {
        public long Lines;
        public long Entries;
        public long Ignored;
        public long Unparsed;
        public long Continued;
    }
}
