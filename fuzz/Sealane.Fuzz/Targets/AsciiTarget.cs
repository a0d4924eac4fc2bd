using System.Buffers;
using Sealane.Protocol;

namespace Sealane.Fuzz.Targets;

/// <summary>TYPE A: out and in again gives the file with its CRLF made LF; the wire has no lone LF; neither depends on where blocks end.</summary>
internal sealed class AsciiTarget : FuzzTarget
{
    public override string Name => "ascii";

    public override IReadOnlyList<byte[]> Dictionary { get; } = [[.. "\r\n"u8], [.. "\n\n"u8], [.. "\r\r"u8], [.. "\r\r\n"u8], [.. "\n\r"u8]];

    public override int Run(ReadOnlySpan<byte> input)
    {
        byte[] wire = ToWire(input, int.MaxValue);
        byte[] back = FromWire(wire, int.MaxValue);
        Require(back.AsSpan().SequenceEqual(CollapseLines(input)), "out and in again gives the file");
        Require(FromWire(input, int.MaxValue).AsSpan().SequenceEqual(CollapseLines(input)), "coming in only makes CRLF LF");
        for (int i = 0; i < wire.Length; i++)
        {
            Require(wire[i] != '\n' || (i > 0 && wire[i - 1] == '\r'), "the wire has no lone LF");
        }

        int step = 1 + (input.Length % 4);
        Require(ToWire(input, step).AsSpan().SequenceEqual(wire), "going out does not depend on block borders");
        Require(FromWire(input, step).AsSpan().SequenceEqual(CollapseLines(input)), "coming in does not depend on block borders");
        return (Math.Min(15, wire.Length - input.Length) * 16) + Math.Min(15, input.Length - back.Length);
    }

    private static byte[] ToWire(ReadOnlySpan<byte> file, int step)
    {
        ArrayBufferWriter<byte> wire = new();
        AsciiWireWriter writer = new();
        for (; !file.IsEmpty; file = file[Math.Min(step, file.Length)..])
        {
            writer.ToWire(file[..Math.Min(step, file.Length)], wire);
        }

        return wire.WrittenSpan.ToArray();
    }

    private static byte[] FromWire(ReadOnlySpan<byte> wire, int step)
    {
        ArrayBufferWriter<byte> file = new();
        AsciiWireReader reader = new();
        for (; !wire.IsEmpty; wire = wire[Math.Min(step, wire.Length)..])
        {
            reader.FromWire(wire[..Math.Min(step, wire.Length)], file);
        }

        reader.Finish(file);
        return file.WrittenSpan.ToArray();
    }

    private static byte[] CollapseLines(ReadOnlySpan<byte> bytes)
    {
        List<byte> collapsed = [];
        for (int i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] != '\r' || i + 1 == bytes.Length || bytes[i + 1] != '\n')
            {
                collapsed.Add(bytes[i]);
            }
        }

        return [.. collapsed];
    }
}
