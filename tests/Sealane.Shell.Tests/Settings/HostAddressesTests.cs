using System.Net;
using System.Net.Sockets;
using Sealane.Shell.Remote;
using Sealane.Shell.Settings;
using Sealane.Transport;

namespace Sealane.Shell.Tests.Settings;

/// <summary>The dns: settings: how often and how long names are asked for, and how long addresses are kept.</summary>
public sealed class HostAddressesTests
{
    private static readonly IPAddress[] s_found = [IPAddress.Parse("192.0.2.1")];

    private readonly SettingStore _settings = new();
    private readonly SteppingTime _time = new();
    private readonly List<string> _asked = [];
    private Func<string, int, IPAddress[]> _answer = (_, _) => s_found;

    private HostAddresses Addresses() => new(_settings, _time, (host, _) =>
    {
        _asked.Add(host);
        return Task.FromResult(_answer(host, _asked.Count));
    });

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Addresses_are_kept_for_their_time()
    {
        HostAddresses addresses = Addresses();
        _settings.Set("dns:cache-expire", "10m");
        Assert.Equal(s_found, await addresses.FindAsync("a", Cancellation));
        _time.Now += TimeSpan.FromMinutes(9);
        Assert.Equal(s_found, await addresses.FindAsync("A", Cancellation));
        Assert.Equal(["a"], _asked);
        _time.Now += TimeSpan.FromMinutes(2);
        Assert.Equal(s_found, await addresses.FindAsync("a", Cancellation));
        Assert.Equal(2, _asked.Count);
        _settings.Set("dns:cache-expire", "never");
        _time.Now += TimeSpan.FromDays(1000);
        Assert.Equal(s_found, await addresses.FindAsync("a", Cancellation));
        Assert.Equal(2, _asked.Count);
    }

    [Fact]
    public async Task Switched_off_or_full_it_asks_again()
    {
        HostAddresses addresses = Addresses();
        _settings.Set("dns:cache-enable/a", "no");
        _ = await addresses.FindAsync("a", Cancellation);
        _ = await addresses.FindAsync("a", Cancellation);
        Assert.Equal(["a", "a"], _asked);

        _settings.Set("dns:cache-size", "2");
        foreach (string name in (string[])["b", "c", "d", "c", "d", "b"])
        {
            _ = await addresses.FindAsync(name, Cancellation);
        }

        Assert.Equal(["a", "a", "b", "c", "d", "b"], _asked);
    }

    [Theory]
    [InlineData("3", 3)]
    [InlineData("1", 1)]
    public async Task A_failing_name_service_is_asked_so_often(string most, int asked)
    {
        _settings.Set("dns:max-retries", most);
        _answer = (_, _) => throw new SocketException((int)SocketError.TryAgain);
        Assert.Equal(SocketError.TryAgain, (await Assert.ThrowsAsync<SocketException>(() => PassAsync(Addresses().FindAsync("a", Cancellation)))).SocketErrorCode);
        Assert.Equal(asked, _asked.Count);
    }

    [Fact]
    public async Task It_recovers_and_a_name_that_does_not_exist_is_final()
    {
        _answer = (_, attempt) => attempt < 5 ? throw new SocketException((int)SocketError.TryAgain) : s_found;
        Assert.Equal(s_found, await PassAsync(Addresses().FindAsync("a", Cancellation)));
        _answer = (_, _) => throw new SocketException((int)SocketError.HostNotFound);
        _ = await Assert.ThrowsAsync<SocketException>(() => Addresses().FindAsync("b", Cancellation));
        Assert.Equal(6, _asked.Count);
    }

    [Fact]
    public async Task It_ends_when_the_time_for_it_is_over()
    {
        _settings.Set("dns:max-retries", "0");
        _settings.Set("dns:fatal-timeout", "30s");
        _answer = (_, _) => throw new SocketException((int)SocketError.TryAgain);
        DialException e = await Assert.ThrowsAsync<DialException>(() => PassAsync(Addresses().FindAsync("a", Cancellation)));
        Assert.Equal(DialFailure.NameNotFound, e.Failure);
        Assert.Contains("30 s", e.Message, StringComparison.Ordinal);
        Assert.Equal(30, _asked.Count);

        // Also when the system never answers.
        var silent = new HostAddresses(_settings, _time, (_, _) => new TaskCompletionSource<IPAddress[]>().Task);
        _ = await Assert.ThrowsAsync<DialException>(() => PassAsync(silent.FindAsync("a", Cancellation), timers: 1));
    }

    // Lets the time pass that the search waits for: so many timers are set while it waits.
    private async Task<T> PassAsync<T>(Task<T> task, int timers = 2)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        while (!task.IsCompleted)
        {
            patience.Token.ThrowIfCancellationRequested();
            if (!_time.Step(timers))
            {
                await Task.Yield();
            }
        }

        return await task;
    }

    /// <summary>A clock that goes from one timer to the next when it is told to.</summary>
    private sealed class SteppingTime : TimeProvider
    {
        private readonly List<(TimeSpan Due, Timer Timer)> _due = [];

        public TimeSpan Now { get; set; }

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + Now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = new Timer(this, () => callback(state));
            _ = timer.Change(dueTime, period);
            return timer;
        }

        public bool Step(int timers)
        {
            Timer next;
            lock (_due)
            {
                if (_due.Count < timers)
                {
                    return false;
                }

                (TimeSpan due, next) = _due.MinBy(one => one.Due);
                Now = due > Now ? due : Now;
                _ = _due.RemoveAll(one => one.Timer == next);
            }

            next.Fire();
            return true;
        }

        private void Set(Timer timer, TimeSpan? after)
        {
            lock (_due)
            {
                _ = _due.RemoveAll(one => one.Timer == timer);
                if (after >= TimeSpan.Zero)
                {
                    _due.Add((Now + after.Value, timer));
                }
            }
        }

        private sealed class Timer(SteppingTime time, Action fire) : ITimer
        {
            public void Fire() => fire();

            public bool Change(TimeSpan dueTime, TimeSpan period)
            {
                time.Set(this, dueTime);
                return true;
            }

            public void Dispose() => time.Set(this, null);

            public ValueTask DisposeAsync()
            {
                Dispose();
                return default;
            }
        }
    }
}
