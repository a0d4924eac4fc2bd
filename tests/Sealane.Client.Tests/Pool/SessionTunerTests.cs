namespace Sealane.Client.Tests.Pool;

public sealed class SessionTunerTests
{
    // Moves files at a speed that depends on the number of sessions, for so many simulated files.
    private static int Settle(SessionTuner tuner, Func<int, double> filesPerSecond, int files = 4000, Func<int, int>? busy = null)
    {
        TimeSpan now = TimeSpan.Zero;
        for (int i = 0; i < files; i++)
        {
            now += TimeSpan.FromSeconds(1 / filesPerSecond(tuner.Limit));
            _ = tuner.Moved(now, 1000, busy?.Invoke(tuner.Limit) ?? tuner.Limit);
        }

        return tuner.Limit;
    }

    [Fact]
    public void Grows_while_it_helps() => Assert.Equal(10, Settle(new SessionTuner(2, 10), sessions => 16.0 * sessions));

    [Fact]
    public void Stops_where_it_does_not_help_any_more() => Assert.InRange(Settle(new SessionTuner(2, 10), sessions => 16.0 * Math.Min(sessions, 5)), 5, 6);

    [Fact]
    public void Goes_back_when_more_are_slower() => Assert.InRange(Settle(new SessionTuner(2, 10), sessions => sessions <= 3 ? 100 * sessions : 300.0 / sessions), 3, 4);

    [Fact]
    public void Learns_nothing_while_sessions_are_idle() => Assert.Equal(2, Settle(new SessionTuner(2, 10), sessions => 16.0 * sessions, busy: limit => limit - 1));

    [Fact]
    public void Never_exceeds_what_the_server_allowed()
    {
        var tuner = new SessionTuner(4, 10);
        tuner.Refused(3);
        Assert.Equal(3, tuner.Limit);
        Assert.Equal(3, Settle(tuner, sessions => 16.0 * sessions));
    }

    [Fact]
    public void Large_files_count_by_their_bytes()
    {
        var tuner = new SessionTuner(2, 10);
        TimeSpan now = TimeSpan.Zero;
        for (int i = 0; i < 200; i++)
        {
            now += TimeSpan.FromSeconds(10.0 / tuner.Limit);
            _ = tuner.Moved(now, 100_000_000, tuner.Limit);
        }

        Assert.Equal(10, tuner.Limit);
    }
}
