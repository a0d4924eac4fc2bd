using Sealane.Server.Tests.Sessions;

namespace Sealane.Server.Tests.Control;

/// <summary>What the watchdog asks: a heart that stands still is noticed, one that beats is not.</summary>
public sealed class HeartbeatWatchTests
{
    [Fact]
    public async Task A_heart_that_stands_still_is_noticed()
    {
        ManualTime time = new();
        await using SessionHarness harness = new(time: time);
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(TimeSpan.Zero, harness.Server.SinceLastBeat);

        // Without a timer's tick nothing beats: as if no thread were left to run it.
        harness.Server.Heartbeat.Dispose();
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(TimeSpan.FromMinutes(1), harness.Server.SinceLastBeat);
    }
}
