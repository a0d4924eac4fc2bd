using FsCheck;
using FsCheck.Fluent;

namespace Sealane.Protocol.Tests;

public sealed class PrintableTextTests
{
    [Theory]
    [InlineData("plain ~text", "plain ~text")]
    [InlineData("\r\n\t\0\x7f", @"\x0d\x0a\x09\x00\x7f")]
    [InlineData("\xC2\x85", @"\u0085")] // next line
    [InlineData("\xE2\x80\xAE" + "cod.exe", @"\u202ecod.exe")] // right-to-left override
    [InlineData("\xE2\x80\xA8", @"\u2028")]
    [InlineData("\xC0\xAE", @"\xc0\xae")] // overlong
    [InlineData("\xED\xA0\x80", @"\xed\xa0\x80")] // surrogate
    [InlineData("\\x1b", @"\\x1b")]
    public void Dangerous_characters_become_escapes(string sample, string expected) =>
        Assert.Equal(expected, PrintableText.Escape(Fragmented.Bytes(sample)));

    [Fact]
    public void Different_bytes_give_different_text() =>
        Prop.ForAll<byte[], byte[]>((a, b) => a.AsSpan().SequenceEqual(b) == (PrintableText.Escape(a) == PrintableText.Escape(b)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(300));
}
