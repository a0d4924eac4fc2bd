using System.Globalization;
using System.Text;
using Sealane.Protocol;

namespace Sealane.Fuzz.Targets;

/// <summary>Answers of one line: what is read is in the text, in range, and is read back from its own canonical form.</summary>
internal sealed class OneLineReplyTarget : FuzzTarget
{
    private static readonly int[] s_digestBytes = [4, 16, 20, 32, 64];

    public override string Name => "one-line-reply";

    public override IReadOnlyList<byte[]> Dictionary { get; } =
        [[.. "\""u8], [.. "\"\""u8], [.. "SHA-256 "u8], [.. " 0-49 "u8], [.. "0123456789abcdef0123456789abcdef"u8], [.. "9223372036854775807"u8], [.. "20261122140101"u8], [.. "modify="u8], [.. "191261122140101"u8]];

    public override int Run(ReadOnlySpan<byte> input)
    {
        int behaviour = 0;
        if (PathReply.TryParse(input, out ReadOnlyMemory<byte> path))
        {
            behaviour |= 1;
            string quoted = $"\"{Encoding.Latin1.GetString(path.Span).Replace("\"", "\"\"", StringComparison.Ordinal)}\" x";
            Require(!path.IsEmpty && PathReply.TryParse(Encoding.Latin1.GetBytes(quoted), out ReadOnlyMemory<byte> again) && again.Span.SequenceEqual(path.Span), "a path survives its quotes");
        }

        if (FileStatusReply.TryParseSize(input, out long size))
        {
            behaviour |= 2;
            Require(size >= 0 && FileStatusReply.TryParseSize(Encoding.ASCII.GetBytes(size.ToString(CultureInfo.InvariantCulture)), out long again) && again == size, "a size survives");
        }

        if (FileStatusReply.TryParseTime(input, out DateTime time))
        {
            behaviour |= 4;
            Require(time.Kind == DateTimeKind.Utc, "a time is UTC");
        }

        if (HashReply.TryParse(input, out HashResult? hash))
        {
            behaviour |= 8;
            Require(hash!.Start >= 0 && hash.End >= hash.Start && hash.Digest.Length is > 0 and <= 64 && Holds(input, hash.Digest.Span), "a hash is in the reply");
        }

        foreach (int bytes in s_digestBytes)
        {
            if (HashReply.TryFindDigest(input, bytes, out byte[] digest))
            {
                behaviour |= bytes << 4;
                Require(digest.Length == bytes && (bytes == 4 || Holds(input, digest)), "a digest is in the reply");
            }
            else
            {
                Require(digest.Length == 0, "no digest comes with a refusal");
            }
        }

        return behaviour;
    }

    private static bool Holds(ReadOnlySpan<byte> text, ReadOnlySpan<byte> digest) =>
        Encoding.Latin1.GetString(text).Contains(Convert.ToHexString(digest), StringComparison.OrdinalIgnoreCase);
}
