using System.Buffers;
using FsCheck;
using FsCheck.Fluent;

namespace Sealane.Protocol.Tests;

public sealed class AsciiWireReaderTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("one\r\ntwo\r\n", "one\ntwo\n")]
    [InlineData("one\ntwo\n", "one\ntwo\n")]
    [InlineData("a\rb\r", "a\rb\r")]
    [InlineData("\r\r\n\r", "\r\n\r")]
    [InlineData("\r\n\r\n", "\n\n")]
    [InlineData("\n\r", "\n\r")]
    public void CRLF_becomes_LF_wherever_blocks_end(string wire, string file)
    {
        foreach (byte[][] blocks in Fragmented.Cuts(Fragmented.Bytes(wire)))
        {
            AsciiWireReader reader = new();
            ArrayBufferWriter<byte> output = new();
            foreach (byte[] block in blocks)
            {
                reader.FromWire(block, output);
            }

            reader.Finish(output);
            reader.Finish(output); // a second end adds nothing
            Assert.Equal(file, Fragmented.Text(output.WrittenSpan));
        }
    }

    [Fact]
    public void The_worst_block_fits_the_room_promised()
    {
        AsciiWireReader reader = new();
        Assert.Equal(0, reader.FromWire("\r"u8, new byte[AsciiWireReader.MaxFileLength(1)]));
        Assert.Equal(4, reader.FromWire("abc"u8, new byte[AsciiWireReader.MaxFileLength(3)]));
    }

    [Fact]
    public void A_Unix_text_survives_both_ways() =>
        Prop.ForAll(Gen.ListOf(Gen.Elements((byte)'a', (byte)'\n', (byte)0)).ToArbitrary(), text =>
        {
            byte[] file = [.. text];
            ArrayBufferWriter<byte> wire = new();
            ArrayBufferWriter<byte> back = new();
            AsciiWireReader reader = new();
            new AsciiWireWriter().ToWire(file, wire);
            reader.FromWire(wire.WrittenSpan, back);
            reader.Finish(back);
            return back.WrittenSpan.SequenceEqual(file);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
}
