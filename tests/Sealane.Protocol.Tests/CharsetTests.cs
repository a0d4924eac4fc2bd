using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Sealane.Protocol.Tests;

public sealed class CharsetTests
{
    public static TheoryData<string> Charsets => ["utf-8", "iso-8859-1", "iso-8859-15", "us-ascii", "windows-1251", "windows-1252", "koi8-r", "gbk", "gb18030", "big5", "shift_jis", "euc-jp", "euc-kr"];

    [Theory]
    [InlineData("abc", "abc")]
    [InlineData("\xC3\xA4", "ä")]
    [InlineData("\xE4", "~E4")]
    [InlineData("a\xE4z", "a~E4z")]
    [InlineData("\xC3", "~C3")]
    [InlineData("\xED\xB2\x80", "~ED~B2~80")]
    [InlineData("\xC0\xAF", "~C0~AF")]
    [InlineData("\xF0\x9F\x98\x80\xFF", "\U0001F600~FF")]
    public void Bytes_that_are_not_UTF8_become_lone_surrogates(string bytes, string text)
    {
        Assert.Equal(Lone(text), Charset.Utf8.Decode(Fragmented.Bytes(bytes)));
        Assert.Equal(bytes, Fragmented.Text(Charset.Utf8.Encode(Lone(text))));
    }

    [Theory]
    [MemberData(nameof(Charsets))]
    public void Every_name_survives(string name)
    {
        Charset charset = Charset.Find(name)!;
        for (int b = 0; b < 256; b++)
        {
            Check([(byte)b]);
        }

        Prop.ForAll(Gen.ArrayOf(Gen.OneOf(Gen.Choose(0, 255), Gen.Choose(0x80, 0xFF))).ToArbitrary(), bytes => Check([.. bytes.Select(b => (byte)b)]))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

        void Check(byte[] bytes) => Assert.Equal(Convert.ToHexString(bytes), Convert.ToHexString(charset.Encode(charset.Decode(bytes))));
    }

    [Fact]
    public void Text_of_the_charset_survives() =>
        Prop.ForAll(Gen.ArrayOf(Gen.OneOf(Gen.Choose(0x20, 0xD7FF), Gen.Choose(0xE000, 0x10FFFF))).ToArbitrary(), runes =>
        {
            string text = string.Concat(runes.Select(r => new Rune(r).ToString()));
            return Charset.Utf8.Decode(Charset.Utf8.Encode(text)) == text;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Theory]
    [InlineData("iso-8859-1", "\xE4", "ä")]
    [InlineData("windows-1251", "\xEF\xF0", "пр")]
    [InlineData("gbk", "\xD6\xD0\xCE\xC4.txt", "中文.txt")]
    [InlineData("gbk", "\xD6\xD0\xD6", "中~D6")]
    // Two codes for one character: the bytes matter more than their looks.
    [InlineData("shift_jis", "x\xFA\x5C", "x纊")]
    [InlineData("shift_jis", "x\xED\x40", "x~ED@")]
    [InlineData("us-ascii", "a\xE4", "a~E4")]
    public void Others_are_the_platforms(string charset, string bytes, string text)
    {
        Charset found = Charset.Find(charset)!;
        text = Lone(text);
        Assert.Equal(text, found.Decode(Fragmented.Bytes(bytes)));
        Assert.Equal(bytes, Fragmented.Text(found.Encode(text)));
        Assert.Equal(text, Charset.Of(CodePagesEncodingProvider.Instance.GetEncoding(charset) ?? Encoding.GetEncoding(charset)).Decode(Fragmented.Bytes(bytes)));
    }

    [Fact]
    public void A_character_that_the_charset_has_not_is_refused()
    {
        Assert.Contains("iso-8859-1", Assert.Throws<ArgumentException>(() => Charset.Latin1.Encode("中")).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Charset.Utf8.Encode("\uD800"));
        Assert.Throws<ArgumentException>(() => Charset.Utf8.Encode("\uDC00"));
        Assert.Throws<ArgumentException>(() => Charset.Utf8.Encode("\uDCE4\uD800"));
    }

    [Theory]
    [InlineData("no-such-charset")]
    [InlineData("utf-16")]
    [InlineData("utf-32")]
    [InlineData("IBM037")]
    [InlineData("iso-2022-jp")]
    [InlineData("")]
    public void Charsets_without_ASCII_are_none_for_names(string name) => Assert.Null(Charset.Find(name));

    [Fact]
    public void Names_can_be_printed()
    {
        Assert.Equal("plain name", Charset.Utf8.Printable("plain name"u8));
        Assert.Equal(@"ä\xe4\x1b[2J\u202e\\", Charset.Utf8.Printable(Fragmented.Bytes("\xC3\xA4\xE4\x1b[2J\xE2\x80\xAE\\")));
        Assert.Equal("ä", Charset.Latin1.Printable(Fragmented.Bytes("\xE4")));
        Assert.Equal(@"\ud800x\x80", PrintableText.Escape("\uD800x\uDC80"));
    }

    // Attributes cannot hold lone surrogates: ~E4 stands for U+DCE4.
    private static string Lone(string text)
    {
        for (int at; (at = text.IndexOf('~', StringComparison.Ordinal)) >= 0;)
        {
            text = text[..at] + (char)(0xDC00 + Convert.ToInt32(text.Substring(at + 1, 2), 16)) + text[(at + 3)..];
        }

        return text;
    }
}
