using Sealane.Transport.Tests.Support;

namespace Sealane.Transport.Tests;

public sealed class RateLimitTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void The_bucket_holds_one_second_and_then_the_rate_is_kept()
    {
        var rate = new RateLimit(1000, _time);
        Assert.True(rate.SpendAsync(1000).IsCompleted);

        Task owing = rate.SpendAsync(500);
        _time.Advance(TimeSpan.FromMilliseconds(499));
        Assert.False(owing.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(owing.IsCompleted);
    }

    [Fact]
    public void Idle_time_saves_up_one_second_and_no_more()
    {
        var rate = new RateLimit(1000, _time);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.True(rate.SpendAsync(1000).IsCompleted);
        Assert.False(rate.SpendAsync(1).IsCompleted);
    }

    [Theory]
    [InlineData(3000, 1000, 3000)]
    [InlineData(200, 200, 200)]
    public void What_is_saved_up_is_what_was_said_and_the_start_is_one_second(long most, int first, int later)
    {
        var rate = new RateLimit(1000, _time, most);
        Assert.True(rate.SpendAsync(first).IsCompleted);
        Assert.False(rate.SpendAsync(1).IsCompleted);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.True(rate.SpendAsync(later).IsCompleted);
        Assert.False(rate.SpendAsync(1).IsCompleted);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(1000)]
    [InlineData(123_457)]
    public void Many_small_pieces_take_as_long_as_they_should(int bytesPerSecond)
    {
        var rate = new RateLimit(bytesPerSecond, _time);
        long start = _time.GetTimestamp();
        long spent = 0;
        while (spent < 60L * bytesPerSecond)
        {
            spent += rate.Piece;
            Task waiting = rate.SpendAsync(rate.Piece);
            while (!waiting.IsCompleted)
            {
                _time.Advance(TimeSpan.FromMilliseconds(1));
            }
        }

        // The first second's worth was in the bucket. Each wait may be a millisecond of this clock too long, and the next one is shorter by it.
        Assert.InRange(_time.GetElapsedTime(start).TotalSeconds, 58.9, 59.7);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(4000, 1000)]
    [InlineData(long.MaxValue, Block.Size)]
    public void A_piece_is_a_quarter_of_a_second_within_bounds(long bytesPerSecond, int piece) =>
        Assert.Equal(piece, new RateLimit(bytesPerSecond, _time).Piece);

    [Theory]
    [InlineData(2)]
    [InlineData(10)]
    public void Those_who_share_a_limit_get_equal_parts_and_no_more_together(int sharers)
    {
        const int BytesPerSecond = 1_000_000;
        var rate = new RateLimit(BytesPerSecond, _time);
        long start = _time.GetTimestamp();
        long[] moved = new long[sharers];
        Task[] waiting = [.. Enumerable.Repeat(Task.CompletedTask, sharers)];
        while (moved.Sum() < 20L * BytesPerSecond)
        {
            for (int i = 0; i < sharers; i++)
            {
                if (waiting[i].IsCompleted)
                {
                    int piece = rate.Piece;
                    moved[i] += piece;
                    waiting[i] = rate.SpendAsync(piece);
                }
            }

            _time.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.InRange(_time.GetElapsedTime(start).TotalSeconds, 18.5, 19.5);
        Assert.InRange(moved.Min() / (double)moved.Max(), 0.8, 1);
    }

    [Fact]
    public void Many_who_share_take_small_pieces()
    {
        var rate = new RateLimit(100_000, _time);
        Assert.Equal(25_000, rate.Piece);
        Task[] waiting = [.. Enumerable.Range(0, 5).Select(_ => rate.SpendAsync(50_000))];
        Assert.Equal(3, waiting.Count(t => !t.IsCompleted));
        Assert.Equal(6_250, rate.Piece);
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(25_000, rate.Piece);
    }

    [Fact]
    public async Task Any_number_of_threads_may_spend_at_once()
    {
        var rate = new RateLimit(1_000_000, _time);
        Task[][] spent = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Enumerable.Range(0, 1000).Select(_ => rate.SpendAsync(1000)).ToArray())));
        Task[] waiting = [.. spent.SelectMany(t => t)];

        // 8 seconds' worth, of which the first was in the bucket: the last of them waits to the end of the seventh.
        Assert.Equal(1000, waiting.Count(t => t.IsCompleted));
        _time.Advance(TimeSpan.FromMilliseconds(6_998));
        Assert.Contains(waiting, t => !t.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(2));
        await Task.WhenAll(waiting).Soon();
    }
}
