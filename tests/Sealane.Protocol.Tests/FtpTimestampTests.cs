using FsCheck;
using FsCheck.Fluent;

namespace Sealane.Protocol.Tests;

public sealed class FtpTimestampTests
{
    [Theory]
    [InlineData("20261122140101", "2026-11-22T14:01:01Z")]
    [InlineData("20261122140101.5", "2026-11-22T14:01:01.5Z")]
    [InlineData("20261122140101.123", "2026-11-22T14:01:01.123Z")]
    [InlineData("20261122140101.12345678999999", "2026-11-22T14:01:01.1234567Z")]
    [InlineData("20000229000000", "2000-02-29T00:00:00Z")]
    [InlineData("20161231235960", "2016-12-31T23:59:59Z")]
    [InlineData("99991231235959", "9999-12-31T23:59:59Z")]
    [InlineData("00010101000000", "0001-01-01T00:00:00Z")]
    public void Times_are_read_as_UTC(string text, string expected)
    {
        Assert.True(FtpTimestamp.TryParse(Fragmented.Bytes(text), out DateTime utc));
        Assert.Equal(DateTimeOffset.Parse(expected, null).UtcDateTime, utc);
        Assert.Equal(DateTimeKind.Utc, utc.Kind);
    }

    [Theory]
    [InlineData("")]
    [InlineData("2026112214010")]
    [InlineData("202611221401010")]
    [InlineData("191001231235959")] // year 2000 written as 19100
    [InlineData("20261122140101.")]
    [InlineData("20261122140101.1a")]
    [InlineData("20261122140101 ")]
    [InlineData("20261322140101")]
    [InlineData("20260022140101")]
    [InlineData("20261100140101")]
    [InlineData("20260229140101")]
    [InlineData("20261122240101")]
    [InlineData("20261122146001")]
    [InlineData("20261122140161")]
    [InlineData("00001122140101")]
    [InlineData("+2026112214010")]
    public void What_is_no_time_is_refused(string text)
    {
        Assert.False(FtpTimestamp.TryParse(Fragmented.Bytes(text), out DateTime utc));
        Assert.Equal(default, utc);
    }

    [Theory]
    [InlineData(0, true, "20260102030405")]
    [InlineData(7, true, "20260102030405.007")]
    [InlineData(120, true, "20260102030405.120")]
    [InlineData(999, true, "20260102030405.999")]
    [InlineData(999, false, "20260102030405")]
    public void A_fraction_is_written_when_there_is_one(int milliseconds, bool fraction, string expected)
    {
        byte[] text = new byte[FtpTimestamp.MaxLength];
        int length = FtpTimestamp.Format(new DateTime(2026, 1, 2, 3, 4, 5, milliseconds, DateTimeKind.Utc), text, fraction);
        Assert.Equal(expected, Fragmented.Text(text.AsSpan(0, length)));
    }

    [Fact]
    public void Times_survive_to_the_millisecond() =>
        Prop.ForAll<DateTime>(time =>
        {
            byte[] text = new byte[FtpTimestamp.MaxLength];
            int length = FtpTimestamp.Format(time, text, fraction: true);
            return FtpTimestamp.TryParse(text.AsSpan(0, length), out DateTime again) && again.Ticks == time.Ticks - (time.Ticks % TimeSpan.TicksPerMillisecond);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
}
