using Sealane.Protocol;

namespace Sealane.Fuzz.Targets;

/// <summary>Names of any bytes in several charsets: they survive as text, and print as one line without controls.</summary>
internal sealed class CharsetTarget : FuzzTarget
{
    private static readonly Charset[] s_charsets = [Charset.Utf8, Charset.Latin1, Charset.Find("gbk")!, Charset.Find("shift_jis")!, Charset.Find("windows-1252")!, Charset.Find("gb18030")!];

    public override string Name => "charset";

    public override IReadOnlyList<byte[]> Dictionary { get; } =
        [[0xC3, 0xA4], [0xED, 0xB2, 0x80], [0xC0, 0xAF], [0xF0, 0x9F, 0x98, 0x80], [0xD6, 0xD0], [0x83, 0x5C], [0x81, 0x30, 0x81, 0x30], [0xE2, 0x80, 0xAE], [0x1B]];

    public override int Run(ReadOnlySpan<byte> input)
    {
        int behaviour = 0;
        for (int i = 0; i < s_charsets.Length; i++)
        {
            string text = s_charsets[i].Decode(input);
            Require(s_charsets[i].Encode(text).AsSpan().SequenceEqual(input), $"a name in {s_charsets[i].Name} survives");
            Require(!s_charsets[i].Printable(input).Any(c => char.IsControl(c) || c == '\u2028' || c == '\u2029'), "what is printed has no controls");
            behaviour |= (text.AsSpan().ContainsAnyInRange('\uDC80', '\uDCFF') ? 1 : 0) << i;
        }

        return (behaviour * 32) + Math.Min(input.Length, 31);
    }
}
