using Sealane.Shell.Transfers;

namespace Sealane.Shell.Tests.Transfers;

public sealed class SegmentJournalTests : IDisposable
{
    private static readonly DateTime s_time = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);
    private readonly string _path = Path.GetTempFileName();

    [Fact]
    public void What_is_written_is_read_again()
    {
        var journal = new SegmentJournal(_path);
        journal.Write(300, s_time, [new Segment(10, 100), new Segment(200, 300)]);

        Assert.Equal("size=300\n0.pos=10\n0.limit=100\n1.pos=200\n1.limit=300\nmodified=20260102030405\n", File.ReadAllText(_path));
        Assert.Equal([(10, 100), (200, 300)], journal.Read(300, s_time)!.Select(one => (one.Position, one.Limit)));
    }

    [Theory]
    [InlineData("size=299\n0.pos=0\n0.limit=299\n")]
    [InlineData("size=300\n0.pos=0\n0.limit=300\nmodified=20250102030405\n")]
    [InlineData("size=300\n0.pos=200\n0.limit=100\n")]
    [InlineData("size=300\n0.pos=0\n0.limit=301\n")]
    [InlineData("size=300\n0.pos=0\n0.limit=200\n1.pos=100\n1.limit=300\n")]
    [InlineData("size=300\n")]
    [InlineData("")]
    public void What_does_not_fit_is_nothing_to_go_on_with(string text)
    {
        File.WriteAllText(_path, text);
        Assert.Null(new SegmentJournal(_path).Read(300, s_time));
    }

    [Fact]
    public void Lftps_own_is_read()
    {
        File.WriteAllText(_path, "size=300\n0.pos=50\n0.limit=100\n1.pos=300\n1.limit=300\n");
        Assert.Equal([(50, 100), (300, 300)], new SegmentJournal(_path).Read(300, s_time)!.Select(one => (one.Position, one.Limit)));
        File.Delete(_path);
        Assert.Null(new SegmentJournal(_path).Read(300, s_time));
    }

    public void Dispose() => File.Delete(_path);
}
