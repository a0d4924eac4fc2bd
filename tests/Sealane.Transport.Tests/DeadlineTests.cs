using Sealane.Transport.Tests.Support;

namespace Sealane.Transport.Tests;

public sealed class DeadlineTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly Heartbeat _heartbeat;
    private readonly List<string> _events = [];

    public DeadlineTests() => _heartbeat = new Heartbeat(_time);

    public void Dispose() => _heartbeat.Dispose();

    private Deadline New(string name = "") => new(_heartbeat, () => _events.Add(name + "wake"), () => _events.Add(name + "abort"));

    [Fact]
    public void It_wakes_once_and_aborts_after_the_grace()
    {
        using Deadline deadline = New();
        deadline.Arm(TimeSpan.FromSeconds(10));

        _time.Advance(TimeSpan.FromSeconds(9.7));
        Assert.Empty(_events);
        Assert.False(deadline.Expired);

        _time.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Equal(["wake"], _events);
        Assert.True(deadline.Expired);

        _time.Advance(Deadline.Grace - TimeSpan.FromSeconds(0.5));
        Assert.Equal(["wake"], _events);

        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(["wake", "abort"], _events);
    }

    [Fact]
    public void Arming_again_forgets_the_earlier_moment()
    {
        using Deadline deadline = New();
        deadline.Arm(TimeSpan.FromSeconds(1));
        deadline.Arm(TimeSpan.FromSeconds(100));
        _time.Advance(TimeSpan.FromSeconds(50));
        Assert.Empty(_events);

        deadline.Disarm();
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Empty(_events);

        deadline.Arm(TimeSpan.FromSeconds(1));
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(["wake"], _events);
    }

    [Fact]
    public void What_has_expired_stays_so()
    {
        using Deadline deadline = New();
        deadline.ExpireNow();
        deadline.ExpireNow();
        deadline.Arm(TimeSpan.FromHours(1));
        deadline.Disarm();

        Assert.True(deadline.Expired);
        Assert.Equal(["wake"], _events);
        _time.Advance(Deadline.Grace + TimeSpan.FromSeconds(1));
        Assert.Equal(["wake", "abort"], _events);
    }

    [Fact]
    public void A_sweep_spares_what_an_earlier_one_of_the_same_sweep_took_away_or_moved()
    {
        Deadline? removed = null;
        Deadline? moved = null;
        using var first = new Deadline(_heartbeat, () =>
        {
            _events.Add("first");
            removed!.Dispose();
            moved!.Arm(TimeSpan.FromMinutes(1));
        }, () => { });
        removed = New("removed ");
        moved = New("moved ");
        first.Arm(TimeSpan.FromSeconds(1));
        removed.Arm(TimeSpan.FromSeconds(1));
        moved.Arm(TimeSpan.FromSeconds(1));

        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(["first"], _events);
        moved.Dispose();
    }

    [Fact]
    public void The_count_returns_and_the_right_ones_stay_watched()
    {
        int before = _heartbeat.Count;
        Deadline[] all = [.. Enumerable.Range(0, 200).Select(i => New($"{i} "))];
        Assert.Equal(before + 200, _heartbeat.Count);

        foreach (Deadline deadline in all)
        {
            deadline.Arm(TimeSpan.FromSeconds(1));
        }

        foreach (Deadline deadline in all.Where((_, i) => i % 3 != 0))
        {
            deadline.Dispose();
            deadline.Dispose();
        }

        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(Enumerable.Range(0, 200).Where(i => i % 3 == 0).Select(i => $"{i} wake").Order(), _events.Order());

        foreach (Deadline deadline in all)
        {
            deadline.Dispose();
        }

        Assert.Equal(before, _heartbeat.Count);
    }

    [Fact]
    public async Task Arming_races_expiring_and_never_undoes_it()
    {
        for (int round = 0; round < 300; round++)
        {
            using Deadline deadline = New();
            var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Task arming = Task.Run(async () =>
            {
                await start.Task;
                for (int i = 0; i < 50; i++)
                {
                    deadline.Arm(TimeSpan.FromHours(1));
                    deadline.Disarm();
                }
            });
            start.SetResult();
            deadline.ExpireNow();
            await arming;
            _time.Advance(Deadline.Grace + TimeSpan.FromSeconds(1));
        }

        Assert.Equal(300, _events.Count(e => e == "wake"));
        Assert.Equal(300, _events.Count(e => e == "abort"));
    }
}
