using Sealane.Shell.Transfers;

namespace Sealane.Shell.Tests.Transfers;

public sealed class SegmentTests
{
    [Theory]
    [InlineData(100, 3, 10, "0-33 33-66 66-100")]
    [InlineData(100, 5, 50, "0-50 50-100")]
    [InlineData(100, 5, 1000, "0-100")]
    [InlineData(2, 5, 0, "0-1 1-2")]
    [InlineData(0, 5, 1, "0-0")]
    public void Parts_cover_the_file_and_are_not_too_small(long size, int connections, long least, string expected) => Assert.Equal(expected, Shown(Segment.Plan(size, connections, least)));

    [Theory]
    [InlineData("50-100", 2, 10, "50-75 75-100")]
    [InlineData("100-100 150-200", 3, 10, "100-100 150-162 175-200 162-175")]
    [InlineData("90-100", 4, 10, "90-100")]
    [InlineData("0-40 40-100", 2, 1, "0-40 40-100")]
    public void Rests_are_halved_for_more_connections(string rests, int connections, long least, string expected) => Assert.Equal(expected, Shown(Segment.Divide(Read(rests), connections, least)));

    private static string Shown(IEnumerable<Segment> segments) => string.Join(' ', segments.Select(one => $"{one.Position}-{one.Limit}"));

    private static Segment[] Read(string text) => [.. text.Split(' ').Select(one => one.Split('-')).Select(one => new Segment(int.Parse(one[0], System.Globalization.CultureInfo.InvariantCulture), int.Parse(one[1], System.Globalization.CultureInfo.InvariantCulture)))];
}
