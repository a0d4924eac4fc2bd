using Sealane.Shell.Transfers.Mirrors;

namespace Sealane.Shell.Tests.Transfers;

public sealed class TimeWordsTests
{
    // A Saturday, half past one in the afternoon.
    private static readonly DateTime s_now = new(2026, 1, 31, 13, 30, 0, DateTimeKind.Local);

    [Theory]
    [InlineData("now", "2026-01-31 13:30")]
    [InlineData("week ago", "2026-01-24 13:30")]
    [InlineData("last week", "2026-01-24 13:30")]
    [InlineData("next week", "2026-02-07 13:30")]
    [InlineData("2 weeks ago", "2026-01-17 13:30")]
    [InlineData("now-7days", "2026-01-24 13:30")]
    [InlineData("now - 1 day - 2 hours", "2026-01-30 11:30")]
    [InlineData("1 day 2 hours ago", "2026-01-30 11:30")]
    [InlineData("now+90min", "2026-01-31 15:00")]
    [InlineData("fortnight ago", "2026-01-17 13:30")]
    [InlineData("last month", "2025-12-31 13:30")]
    [InlineData("year ago", "2025-01-31 13:30")]
    [InlineData("tomorrow", "2026-02-01 13:30")]
    [InlineData("yesterday 18:00", "2026-01-30 18:00")]
    [InlineData("noon", "2026-01-31 12:00")]
    [InlineData("Nov 10 2025", "2025-11-10 00:00")]
    [InlineData("10 november 2025", "2025-11-10 00:00")]
    [InlineData("Jan 5, 2026 6:15 pm", "2026-01-05 18:15")]
    [InlineData("jan 5", "2026-01-05 00:00")]
    [InlineData("2026/1/5", "2026-01-05 00:00")]
    [InlineData("1/5/2026", "2026-01-05 00:00")]
    [InlineData("20260105", "2026-01-05 00:00")]
    [InlineData("2026-01-05 12am", "2026-01-05 00:00")]
    [InlineData("monday", "2026-02-02 00:00")]
    [InlineData("last monday", "2026-01-26 00:00")]
    public void What_people_write(string words, string expected) =>
        Assert.Equal(expected, new TimeWords(words, s_now).Read()?.ToString("yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("7")]
    [InlineData("ago")]
    [InlineData("feb 30 2026")]
    [InlineData("now-")]
    [InlineData("now-7parsecs")]
    [InlineData("25:00")]
    public void What_is_no_time(string words) => Assert.Null(new TimeWords(words, s_now).Read());
}
