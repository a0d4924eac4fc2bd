using System.Globalization;
using System.Text;
using Sealane.Protocol;

namespace Sealane.Fuzz.Targets;

/// <summary>Times: what is accepted is what the platform's own parser reads, and writing it gives it back to the millisecond.</summary>
internal sealed class TimestampTarget : FuzzTarget
{
    public override string Name => "timestamp";

    public override IReadOnlyList<byte[]> Dictionary { get; } = [[.. "20260229"u8], [.. "235960"u8], [.. "000000"u8], [.. "."u8], [.. "99991231235959"u8], [.. "00010101000000"u8]];

    public override int Run(ReadOnlySpan<byte> input)
    {
        bool parsed = FtpTimestamp.TryParse(input, out DateTime utc);
        if (!parsed)
        {
            Require(utc == default, "no time comes with a refusal");
            return Math.Min(input.Length, 20);
        }

        string text = Encoding.ASCII.GetString(input);
        bool leap = text[12..14] == "60";
        string seconds = leap ? text[..12] + "59" : text[..14];
        Require(utc.Kind == DateTimeKind.Utc, "a time is UTC");
        Require(
            DateTime.TryParseExact(seconds, "yyyyMMddHHmmss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTime platform)
            && platform == new DateTime(utc.Ticks - (utc.Ticks % TimeSpan.TicksPerSecond), DateTimeKind.Utc),
            "the platform reads the same time");
        Span<byte> written = stackalloc byte[FtpTimestamp.MaxLength];
        int length = FtpTimestamp.Format(utc, written, fraction: true);
        Require(length is 14 or 18 && FtpTimestamp.TryParse(written[..length], out DateTime again)
            && again.Ticks == utc.Ticks - (utc.Ticks % TimeSpan.TicksPerMillisecond), "writing gives the time back to the millisecond");
        Require(FtpTimestamp.Format(utc, written, fraction: false) == 14, "without fraction it is fourteen digits");
        return 100 + (leap ? 50 : 0) + Math.Min(input.Length - 14, 20);
    }
}
