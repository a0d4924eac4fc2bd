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
}
