using System.Net;
using Sealane.Server.Accounts;

namespace Sealane.Server.Tests.Accounts;

public sealed class LoginThrottleTests
{
    private static readonly IPAddress Attacker = IPAddress.Parse("192.0.2.1");
    private static readonly IPAddress Neighbour = IPAddress.Parse("192.0.2.2");
    private readonly ManualClock _clock = new();

    [Fact]
    public void Each_failure_costs_more_time_up_to_a_limit_and_time_forgives()
    {
        LoginThrottle throttle = new(new LoginThrottleOptions { BanAfter = 0, MostDelays = 4 }, _clock);

        int[] seconds = [.. Enumerable.Range(0, 6).Select(_ => (int)throttle.RecordFailure(Attacker).TotalSeconds)];
        Assert.Equal([1, 2, 3, 4, 4, 4], seconds);
        Assert.Equal(TimeSpan.FromSeconds(1), throttle.RecordFailure(Neighbour));

        _clock.Advance(TimeSpan.FromMinutes(4));
        Assert.Equal(TimeSpan.FromSeconds(3), throttle.RecordFailure(Attacker));
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(TimeSpan.FromSeconds(1), throttle.RecordFailure(Attacker));
    }

    [Fact]
    public void Without_bans_nobody_is_banned()
    {
        LoginThrottle throttle = new(new LoginThrottleOptions { BanAfter = 0 }, _clock);
        Fail(throttle, Attacker, 1000);
        Assert.Null(throttle.BannedFor(Attacker));
    }

    [Fact]
    public void A_ban_comes_with_the_last_allowed_failure_ends_by_itself_and_grows()
    {
        LoginThrottle throttle = new(new LoginThrottleOptions { BanAfter = 3, LongestBan = TimeSpan.FromMinutes(3) }, _clock);

        Fail(throttle, Attacker, 2);
        Assert.Null(throttle.BannedFor(Attacker));
        foreach (int minutes in (int[])[1, 2, 3, 3])
        {
            Fail(throttle, Attacker, 3 - (minutes == 1 ? 2 : 0));
            Assert.Equal(TimeSpan.FromMinutes(minutes), throttle.BannedFor(Attacker));
            Assert.Null(throttle.BannedFor(Neighbour));
            _clock.Advance(TimeSpan.FromMinutes(minutes) - TimeSpan.FromTicks(1));
            Assert.NotNull(throttle.BannedFor(Attacker));
            _clock.Advance(TimeSpan.FromTicks(1));
            Assert.Null(throttle.BannedFor(Attacker));
        }

        _clock.Advance(TimeSpan.FromMinutes(4));
        Fail(throttle, Attacker, 3);
        Assert.Equal(TimeSpan.FromMinutes(1), throttle.BannedFor(Attacker));
    }

    [Fact]
    public void Slow_failures_never_ban()
    {
        LoginThrottle throttle = new(new LoginThrottleOptions { BanAfter = 3 }, _clock);
        for (int i = 0; i < 100; i++)
        {
            throttle.RecordFailure(Attacker);
            _clock.Advance(TimeSpan.FromMinutes(1));
            Assert.Null(throttle.BannedFor(Attacker));
        }
    }

    [Theory]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true)]
    [InlineData("192.0.2.1", "::ffff:192.0.2.2", false)]
    [InlineData("::c000:201", "192.0.2.1", false)]
    public void One_subscriber_is_one_address(string one, string other, bool same)
    {
        LoginThrottle throttle = new(new LoginThrottleOptions { BanAfter = 1 }, _clock);
        throttle.RecordFailure(IPAddress.Parse(one));
        Assert.Equal(same, throttle.BannedFor(IPAddress.Parse(other)) is not null);
    }

    [Fact]
    public void A_flood_of_addresses_is_bounded_and_lifts_no_ban()
    {
        LoginThrottle throttle = new(new LoginThrottleOptions { BanAfter = 2, TrackedAddresses = 50 }, _clock);
        Fail(throttle, Attacker, 2);
        throttle.RecordFailure(Neighbour);
        for (int i = 0; i < 500; i++)
        {
            throttle.RecordFailure(new IPAddress(0x0100000A + ((long)i << 16)));
        }

        Assert.NotNull(throttle.BannedFor(Attacker));

        // Forgotten: its first failure no longer counts.
        throttle.RecordFailure(Neighbour);
        Assert.Null(throttle.BannedFor(Neighbour));
    }

    [Fact]
    public void New_rules_are_in_force_at_once_and_keep_the_score()
    {
        LoginThrottle throttle = new(new LoginThrottleOptions { BanAfter = 0 }, _clock);
        Fail(throttle, Attacker, 4);
        throttle.Options = new LoginThrottleOptions { BanAfter = 5, FailureDelay = TimeSpan.Zero };
        Assert.Equal(TimeSpan.Zero, throttle.RecordFailure(Attacker));
        Assert.NotNull(throttle.BannedFor(Attacker));
    }

    private static void Fail(LoginThrottle throttle, IPAddress address, int times)
    {
        for (int i = 0; i < times; i++)
        {
            throttle.RecordFailure(address);
        }
    }
}
