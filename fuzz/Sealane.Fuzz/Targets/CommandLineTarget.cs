using Sealane.Protocol;

namespace Sealane.Fuzz.Targets;

/// <summary>
/// A control connection's input: whatever arrives in whatever pieces, lines and commands are the same, no line is too long, none holds a
/// line feed, and what is logged of it is printable.
/// </summary>
internal sealed class CommandLineTarget : FuzzTarget
{
    private const int MaxLine = 512;

    public override string Name => "command-line";

    public override IReadOnlyList<byte[]> Dictionary { get; } =
    [
        [.. "\r\n"u8], [.. "\r\r\n"u8], [.. "USER "u8], [.. "PASS "u8], [.. "SITE PSWD "u8], [.. "P@SW"u8], [.. "GET / "u8], [.. "EHLO "u8],
        [.. "SSH-"u8], [0xFF, 0xF4, 0xFF, 0xF2], [0xFF, 0xFB, 0x0A], [0xFF, 0xFF], [0xFF, 0xF4, 0xF2], [0x16, 0x03, 0x01], [.. "\u202e"u8],
    ];

    public override int Run(ReadOnlySpan<byte> input)
    {
        List<byte[]> whole = ReadAll(input, int.MaxValue, out bool tooLong);
        int step = input.IsEmpty ? 1 : 1 + (input[0] % 7);
        List<byte[]> pieces = ReadAll(input, step, out bool piecesTooLong);
        Require(whole.Count == pieces.Count && tooLong == piecesTooLong, "the lines do not depend on the pieces they come in");
        for (int i = 0; i < whole.Count; i++)
        {
            Require(whole[i].AsSpan().SequenceEqual(pieces[i]), "a line does not depend on the pieces it comes in");
        }

        // One bit for each kind of line that occurs.
        int behaviour = tooLong ? 1 : 0;
        foreach (byte[] line in whole)
        {
            behaviour |= Check(line);
        }

        return behaviour;
    }

    private static int Check(byte[] line)
    {
        Require(line.Length <= MaxLine, "a line is no longer than allowed");
        Require(!line.AsSpan().Contains((byte)'\n'), "a line holds no line feed");
        Require(line.Length == 0 || line[^1] != '\r', "a line does not end in a carriage return");
        CommandError error = CommandParser.Parse(line, out Command command);
        Require(!PrintableText.Escape(line).Any(char.IsControl), "an escaped line holds no control character");
        if (error != CommandError.None)
        {
            Require(command == default, "no command comes with an error");
            return 1 << (int)error;
        }

        string verb = command.Verb.ToString();
        Require(verb.Length is >= 1 and <= 8 && verb.All(char.IsAsciiLetterUpper), "a verb is one to eight upper-case letters");
        Require(Verb.Of(verb) == command.Verb, "a verb survives its text");
        int space = line.AsSpan().IndexOf((byte)' ');
        Require(command.Argument.Span.SequenceEqual(line.AsSpan(space < 0 ? line.Length : space + 1)), "the argument is all that follows the first blank");
        string text = command.ToString();
        Require(!text.Any(char.IsControl), "a logged command holds no control character");
        Require(verb is not ("PASS" or "ACCT") || text == verb || text == verb + " ***", "a secret is not logged");
        return (command.HasArgument ? 64 : 32) | (text.EndsWith("***", StringComparison.Ordinal) ? 128 : 0) | (verb.Length << 8);
    }

    private static List<byte[]> ReadAll(ReadOnlySpan<byte> input, int step, out bool tooLong)
    {
        List<byte[]> lines = [];
        using LineBuffer buffer = new(MaxLine);
        tooLong = false;
        while (!input.IsEmpty)
        {
            Memory<byte> room = buffer.GetMemory();
            int count = Math.Min(Math.Min(step, room.Length), input.Length);
            input[..count].CopyTo(room.Span);
            buffer.Advance(count);
            input = input[count..];
            LineStatus status;
            while ((status = buffer.TryRead(out ReadOnlySpan<byte> line)) == LineStatus.Line)
            {
                lines.Add(line.ToArray());
            }

            tooLong |= status == LineStatus.TooLong;
            Require(!tooLong || status == LineStatus.TooLong, "after a line that is too long no other is read");
            buffer.ReleaseIfEmpty();
        }

        return lines;
    }
}
