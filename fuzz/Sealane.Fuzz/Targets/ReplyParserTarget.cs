using Sealane.Protocol;

namespace Sealane.Fuzz.Targets;

/// <summary>A hostile server's replies: bounded, independent of the pieces they come in, and never a line feed within a line.</summary>
internal sealed class ReplyParserTarget : FuzzTarget
{
    private const int MaxLines = 20;
    private const int MaxBytes = 2000;

    public override string Name => "reply-parser";

    public override IReadOnlyList<byte[]> Dictionary { get; } =
        [[.. "220 "u8], [.. "211-"u8], [.. "211 End\r\n"u8], [.. "\r\n"u8], [.. " MLST type*;size*;\r\n"u8], [.. "226"u8], [.. "700 "u8], [.. "099 "u8], [0xFF, 0xFB, 0x01]];

    public override int Run(ReadOnlySpan<byte> input)
    {
        List<ServerReply> whole = ReadAll(input, int.MaxValue, out bool malformed);
        List<ServerReply> pieces = ReadAll(input, 1 + (input.Length % 5), out bool piecesMalformed);
        Require(whole.Count == pieces.Count && malformed == piecesMalformed, "the replies do not depend on the pieces they come in");
        int behaviour = malformed ? 1 : 0;
        for (int i = 0; i < whole.Count; i++)
        {
            Check(whole[i]);
            Require(whole[i].Code == pieces[i].Code && whole[i].Lines.Count == pieces[i].Lines.Count, "a reply does not depend on the pieces it comes in");
            behaviour |= (2 << whole[i].Category) | (256 << Math.Min(6, whole[i].Lines.Count));
        }

        return behaviour;
    }

    private static void Check(ServerReply reply)
    {
        Require(reply.Code is >= 100 and <= 699, "a code is 100 to 699");
        Require(reply.Lines.Count is >= 1 and <= MaxLines, "the number of lines is bounded");
        Require(reply.Lines.Sum(l => l.Length) <= MaxBytes, "the size is bounded");
        Require(reply.Lines.All(l => !l.Span.Contains((byte)'\n')), "no line holds a line feed");
        Require(!reply.ToString().Any(char.IsControl), "a logged reply holds no control character");
        Require(FeatureList.Parse(reply).All(f => f.Name.Length > 0 && !f.Name.Contains(' ', StringComparison.Ordinal)), "a feature has a name");
    }

    private static List<ServerReply> ReadAll(ReadOnlySpan<byte> input, int step, out bool malformed)
    {
        List<ServerReply> replies = [];
        using LineBuffer buffer = new(300);
        ReplyParser parser = new(MaxLines, MaxBytes);
        malformed = false;
        while (!input.IsEmpty)
        {
            Memory<byte> room = buffer.GetMemory();
            int count = Math.Min(Math.Min(step, room.Length), input.Length);
            input[..count].CopyTo(room.Span);
            buffer.Advance(count);
            input = input[count..];
            ReplyStatus status;
            while ((status = parser.TryRead(buffer, out ServerReply? reply)) == ReplyStatus.Reply)
            {
                replies.Add(reply!);
            }

            malformed |= status == ReplyStatus.Malformed;
            if (malformed)
            {
                break;
            }
        }

        return replies;
    }
}
