using System.Buffers;

namespace Sealane.Protocol.Tests;

public sealed class AsciiWireWriterTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("one\ntwo\n", "one\r\ntwo\r\n")]
    [InlineData("one\r\ntwo\r\n", "one\r\ntwo\r\n")]
    [InlineData("\n\n\n", "\r\n\r\n\r\n")]
    [InlineData("a\r\r\nb", "a\r\r\nb")]
    [InlineData("a\n\rb\r", "a\r\n\rb\r")]
    [InlineData("\r\n\n", "\r\n\r\n")]
    public void Lines_end_in_CRLF_wherever_blocks_end(string file, string wire)
    {
        foreach (byte[][] blocks in Fragmented.Cuts(Fragmented.Bytes(file)))
        {
            AsciiWireWriter writer = new();
            ArrayBufferWriter<byte> output = new();
            foreach (byte[] block in blocks)
            {
                writer.ToWire(block, output);
            }

            Assert.Equal(wire, Fragmented.Text(output.WrittenSpan));
        }
    }

    [Fact]
    public void The_worst_block_fits_the_room_promised()
    {
        byte[] wire = new byte[AsciiWireWriter.MaxWireLength(100)];
        Assert.Equal(wire.Length, new AsciiWireWriter().ToWire(Enumerable.Repeat((byte)'\n', 100).ToArray(), wire));
    }
}
