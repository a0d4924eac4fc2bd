using Sealane.Shell.Remote;

namespace Sealane.Shell.Tests.Listings;

public sealed class ServerClockTests
{
    [Theory]
    [InlineData("GMT", 0)]
    [InlineData("UTC", 0)]
    [InlineData("GMT-3", 180)]
    [InlineData("EST+5", -300)]
    [InlineData("IST-5:30", 330)]
    [InlineData("nonsense", null)]
    [InlineData("X+5:99", null)]
    [InlineData("X+99", null)]
    public void Zones(string zone, int? minutes) =>
        Assert.Equal(minutes, ServerClock.OffsetOf(zone, new DateTime(2026, 1, 15, 0, 0, 0, DateTimeKind.Utc))?.TotalMinutes);
}
