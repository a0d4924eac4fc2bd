using System.Text;
using Sealane.Protocol;

namespace Sealane.Fuzz.Targets;

/// <summary>Replies made of hostile text and paths: our own client reads exactly one reply, with the lines that were meant, and a quoted path is read back.</summary>
internal sealed class ReplyWriterTarget : FuzzTarget
{
    public override string Name => "reply-writer";

    public override IReadOnlyList<byte[]> Dictionary { get; } =
        [[.. "\r\n"u8], [.. "\r\n200 "u8], [.. "211 "u8], [.. "\""u8], [0xFF], [.. "\u0085"u8], [.. "\u2028"u8], [0]];

    public override int Run(ReadOnlySpan<byte> input)
    {
        string text = Encoding.UTF8.GetString(input);
        string[] middle = text.Split('/');
        ServerReply single = ReadBack(Reply.Of(200, text));
        Require(single.Lines.Count == 1, "a text makes one line");
        ServerReply multiple = ReadBack(Reply.Lines(211, text, middle, text));
        Require(multiple.Lines.Count == middle.Length + 2, "each text makes one line");
        ServerReply after = ReadBack(Reply.Of(250, "Done.").After(input));
        Require(after.Lines.Count <= input.Count((byte)'\n') + 2 && after.Lines[^1].Span.SequenceEqual("Done."u8), "a text before a reply does not end it");
        if (!FtpPath.Root.TryResolve(input, out FtpPath path))
        {
            return Math.Min(10, middle.Length);
        }

        ReadOnlySpan<byte> quoted = ReadBack(Reply.OfPath(257, "", path, " is where you are.")).Lines[0].Span;
        Require(Unquote(quoted).AsSpan().SequenceEqual(path.Bytes), "a quoted path is read back");
        return -Math.Min(10, middle.Length);
    }

    private static byte[] Unquote(ReadOnlySpan<byte> text)
    {
        List<byte> path = [];
        for (int i = 1; i < text.Length; i++)
        {
            if (text[i] == '"' && (i + 1 == text.Length || text[++i] != '"'))
            {
                break;
            }

            path.Add(text[i]);
        }

        return [.. path];
    }

    private static ServerReply ReadBack(Reply reply)
    {
        ReadOnlySpan<byte> wire = reply.Wire.Span;
        Require(wire.EndsWith("\r\n"u8) && !reply.ToString().Any(char.IsControl), "a reply ends its line and can be logged");
        using LineBuffer buffer = new(20_000);
        ReplyParser parser = new();
        ServerReply? found = null;
        while (!wire.IsEmpty)
        {
            Memory<byte> room = buffer.GetMemory();
            int count = Math.Min(room.Length, wire.Length);
            wire[..count].CopyTo(room.Span);
            buffer.Advance(count);
            wire = wire[count..];
            while (parser.TryRead(buffer, out ServerReply? next) == ReplyStatus.Reply)
            {
                Require(found is null, "one reply is one reply");
                found = next;
            }
        }

        Require(found is not null && found.Code == reply.Code && buffer.IsEmpty, "a reply is read back");
        return found!;
    }
}
