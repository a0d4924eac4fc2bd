namespace Sealane.Protocol.Tests;

public sealed class LineBufferTests
{
    [Theory]
    [InlineData("NOOP\r\n", "NOOP")]
    [InlineData("NOOP\n", "NOOP")]
    [InlineData("NOOP\r\r\n", "NOOP")]
    [InlineData("\r\n", "")]
    [InlineData("A\rB\r\n", "A\rB")]
    [InlineData("STOR  two blanks \r\n", "STOR  two blanks ")]
    [InlineData("NO\0OP\r\n", "NO\0OP")]
    public void Lines_end_in_LF_CRLF_or_CR_CRLF(string sample, string line) => Fragmented.ExpectLines(sample, [line]);

    [Fact]
    public void Pipelined_lines_come_in_order_and_the_rest_waits() =>
        Fragmented.ExpectLines("USER a\r\nPASS b\nPWD\r\nQUI", ["USER a", "PASS b", "PWD"]);

    [Theory]
    [InlineData("\xFF\xF4\xFF\xF2" + "ABOR\r\n", "ABOR")] // IAC IP, IAC DM
    [InlineData("\xFF\xF4\xF2" + "ABOR\r\n", "ABOR")] // the second IAC went as urgent data
    [InlineData("\xFF\xF4\xFF" + "ABOR\r\n", "ABOR")] // the mark went as urgent data
    [InlineData("\xFF\xF4" + "ABOR\r\n", "ABOR")]
    [InlineData("NO\xFF\xF1OP\r\n", "NOOP")]
    [InlineData("\xFF\xFB\nNOOP\r\n", "NOOP")] // IAC WILL 10: the option is no line feed
    [InlineData("\xFF\xFC\x01\xFF\xFD\x02\xFF\xFE\x03NOOP\r\n", "NOOP")]
    public void Telnet_commands_are_taken_out(string sample, string line) => Fragmented.ExpectLines(sample, [line]);

    [Theory]
    [InlineData("RETR \xFF\xFF.txt\r\n", "RETR \xFF.txt")]
    [InlineData("RETR \xFF\xFF\xFF\xFF\r\n", "RETR \xFF\xFF")]
    [InlineData("RETR \xFF" + "a\r\n", "RETR \xFF" + "a")]
    [InlineData("RETR a\xFF\r\n", "RETR a\xFF")]
    [InlineData("RETR \xF4\xF2\r\n", "RETR \xF4\xF2")]
    [InlineData("RETR \xC3\xBF\r\n", "RETR \xC3\xBF")] // UTF-8 never holds 0xFF
    public void A_0xFF_that_begins_no_command_stays(string sample, string line) => Fragmented.ExpectLines(sample, [line]);

    [Fact]
    public void A_storm_of_Telnet_commands_leaves_nothing()
    {
        using LineBuffer buffer = new();
        byte[] storm = [.. Enumerable.Repeat(Fragmented.Bytes("\xFF\xFF\xFF\xF4\xFF\xF2"), 100).SelectMany(b => b)];
        Fragmented.Feed(buffer, storm);
        Assert.Equal(100, buffer.BufferedBytes); // the hundred escaped 0xFF
    }

    [Fact]
    public void The_longest_line_is_accepted() => Fragmented.ExpectLines(new string('a', 8) + "\r\r\nb\n", ["aaaaaaaa", "b"], maxLength: 8);

    [Theory]
    [InlineData("aaaaaaaaa\r\nNOOP\r\n")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("aaaaaaaa\r\r\r\nNOOP\r\n")]
    public void A_line_too_long_ends_everything(string sample) => Fragmented.ExpectLines(sample, ["!"], maxLength: 8);

    [Fact]
    public void After_a_line_too_long_no_amount_of_input_gives_a_line_or_grows_the_buffer()
    {
        using LineBuffer buffer = new(16);
        for (int i = 0; i < 10_000; i++)
        {
            Fragmented.Feed(buffer, "0123456789\n"u8[(i == 0 ? 10 : 0)..]);
            Fragmented.Feed(buffer, "0123456789abcdefghijklmnop"u8);
            Drain();
        }

        Assert.Equal(LineStatus.TooLong, buffer.TryRead(out _));
        Assert.Equal(0, buffer.BufferedBytes);

        void Drain()
        {
            while (buffer.TryRead(out _) == LineStatus.Line)
            {
            }
        }
    }

    [Fact]
    public void A_TLS_record_where_a_line_should_begin_is_a_line_at_once() =>
        Fragmented.ExpectLines("NOOP\r\n\x16\x03\x01\x02", ["NOOP", "\x16\x03"]);

    [Fact]
    public void The_bytes_of_a_TLS_record_within_a_line_mean_nothing() => Fragmented.ExpectLines("A\x16\x03\r\n", ["A\x16\x03"]);

    [Fact]
    public void Discard_drops_lines_fragments_and_half_a_Telnet_command()
    {
        using LineBuffer buffer = new();
        Fragmented.Feed(buffer, "AUTH TLS\r\nUSER u\r\nPASS p\r\nQU\xFF"u8);
        Fragmented.Feed(buffer, [0xFF]);
        Assert.Equal(LineStatus.Line, buffer.TryRead(out _));
        buffer.Discard();
        Assert.True(buffer.IsEmpty);
        Assert.Equal(LineStatus.NeedMore, buffer.TryRead(out _));
        Fragmented.Feed(buffer, Fragmented.Bytes("\xF4PWD\r\n"));
        Assert.Equal(["\xF4PWD"], Fragmented.Drain(buffer));
    }

    [Fact]
    public void Memory_is_given_back_only_when_nothing_waits_and_comes_back_clean()
    {
        using LineBuffer buffer = new(77_777); // a size class nothing else in this process rents
        Fragmented.Feed(buffer, "PASS secret\r\nPW"u8);
        Assert.Equal(LineStatus.Line, buffer.TryRead(out _));
        buffer.ReleaseIfEmpty();
        Assert.Equal(2, buffer.BufferedBytes);
        Fragmented.Feed(buffer, "D\r\n"u8);
        Assert.Equal(["PWD"], Fragmented.Drain(buffer));
        buffer.ReleaseIfEmpty();
        byte[] again = System.Buffers.ArrayPool<byte>.Shared.Rent(77_777);
        Assert.Equal(-1, again.AsSpan().IndexOf("ecret"u8));
        System.Buffers.ArrayPool<byte>.Shared.Return(again);
    }

    [Fact]
    public void A_line_stays_readable_until_the_next_call()
    {
        using LineBuffer buffer = new();
        Fragmented.Feed(buffer, "USER a\r\nPASS b\r\n"u8);
        buffer.TryRead(out ReadOnlySpan<byte> line);
        Assert.Equal("USER a", Fragmented.Text(line));
        Assert.Equal(8, buffer.BufferedBytes);
    }

    [Fact]
    public void Misuse_is_refused()
    {
        LineBuffer buffer = new(10);
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Advance(1));
        int room = buffer.GetMemory().Length;
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Advance(room + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Advance(-1));
        buffer.GetMemory().Span.Fill((byte)'a'); // rented memory holds anything
        buffer.Advance(room);
        Assert.Throws<InvalidOperationException>(() => buffer.GetMemory());
        buffer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => buffer.GetMemory());
        Assert.Throws<ArgumentOutOfRangeException>(() => new LineBuffer(0));
    }
}
