using Sealane.Client.Tests.Support;
using Sealane.Client.Turns;

namespace Sealane.Client.Tests.Turns;

/// <summary>One at a time, without a connection: who waits, who is told that he would wait for himself, who makes way.</summary>
public sealed class TurnQueueTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_next_one_waits_until_the_turn_is_over()
    {
        var turns = new TurnQueue();
        await turns.TakeAsync(Cancellation);
        Assert.False(turns.IsFree);
        Assert.False(await turns.TryTakeAsync());
        Task next = turns.TakeAsync(Cancellation).AsTask();
        Assert.False(next.IsCompleted);
        await turns.LeaveAsync();
        await next.WaitAsync(ScriptedServer.Patience, Cancellation);
        Assert.False(turns.IsFree);
        await turns.LeaveAsync();
        Assert.True(await turns.TryTakeAsync());
    }

    [Fact]
    public async Task Whoever_gives_up_waiting_takes_nobodys_turn()
    {
        var turns = new TurnQueue();
        using var stop = new CancellationTokenSource();
        await turns.TakeAsync(Cancellation);
        Task next = turns.TakeAsync(stop.Token).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next.WaitAsync(ScriptedServer.Patience, Cancellation));
        await turns.LeaveAsync();
        Assert.True(turns.IsFree);

        // And nobody who waits is left to make way for.
        int asked = 0;
        await turns.TakeAsync(Cancellation);
        turns.Offer(() => asked++);
        Assert.Equal(0, asked);
    }

    [Fact]
    public async Task The_goodbye_is_over_before_the_next_turn_begins_and_may_fail()
    {
        var saying = new TaskCompletionSource();
        var turns = new TurnQueue(() => saying.Task);
        await turns.TakeAsync(Cancellation);
        Task leaving = turns.LeaveAsync();
        Assert.False(turns.IsFree);
        saying.SetException(new IOException("no goodbye"));
        await Assert.ThrowsAsync<IOException>(() => leaving);
        Assert.True(turns.IsFree);
    }

    [Fact]
    public async Task A_turn_that_is_disposed_of_twice_ends_once()
    {
        var turns = new TurnQueue();
        await turns.TakeAsync(Cancellation);
        var turn = new Turn(turns, mark: null);
        turn.Dispose();
        turn.Dispose();
        await turns.TakeAsync(Cancellation);
        Assert.False(await turns.TryTakeAsync());
    }

    [Fact]
    public async Task A_holder_that_makes_way_is_asked_by_each_who_comes_until_it_keeps_its_turn()
    {
        var turns = new TurnQueue();
        await turns.TakeAsync(Cancellation);
        int asked = 0;
        turns.Offer(() => asked++);
        Assert.Equal(0, asked);
        Task second = turns.TakeAsync(Cancellation).AsTask();
        Assert.Equal(1, asked);
        turns.Keep();
        Task third = turns.TakeAsync(Cancellation).AsTask();
        Assert.Equal(1, asked);
        await turns.LeaveAsync();
        await second.WaitAsync(ScriptedServer.Patience, Cancellation);
        await turns.LeaveAsync();
        await third.WaitAsync(ScriptedServer.Patience, Cancellation);
    }

    [Fact]
    public async Task A_holder_that_offers_late_is_asked_for_those_who_wait_already()
    {
        var turns = new TurnQueue();
        await turns.TakeAsync(Cancellation);
        Task second = turns.TakeAsync(Cancellation).AsTask();
        turns.Offer(() => _ = turns.LeaveAsync());
        await second.WaitAsync(ScriptedServer.Patience, Cancellation);
    }

    [Fact]
    public async Task Only_the_flow_that_has_a_stream_open_is_told_that_it_would_wait_for_itself()
    {
        var turns = new TurnQueue();
        StreamMark mark = turns.Streams.Mark("x");
        await turns.TakeAsync(Cancellation);

        // It is only being opened: another call of the same flow waits for that.
        Task early = turns.TakeAsync(Cancellation).AsTask();
        Assert.False(early.IsCompleted);
        mark.Open();
        InvalidOperationException e = await Assert.ThrowsAsync<InvalidOperationException>(() => turns.TakeAsync(Cancellation).AsTask());
        Assert.Contains("stream of x", e.Message, StringComparison.Ordinal);

        Task elsewhere;
        using (ExecutionContext.SuppressFlow())
        {
            elsewhere = Task.Run(() => turns.TakeAsync(Cancellation).AsTask(), Cancellation);
        }

        new Turn(turns, mark).Dispose();
        await early.WaitAsync(ScriptedServer.Patience, Cancellation);

        // The stream is closed: from here on the flow waits like everybody else.
        Task late = turns.TakeAsync(Cancellation).AsTask();
        await turns.LeaveAsync();
        await Task.WhenAny(elsewhere, late).WaitAsync(ScriptedServer.Patience, Cancellation);
        await turns.LeaveAsync();
        await Task.WhenAll(elsewhere, late).WaitAsync(ScriptedServer.Patience, Cancellation);
    }

    [Fact]
    public void A_stream_of_another_client_is_in_nobodys_way()
    {
        var one = new OpenStreams();
        var other = new OpenStreams();
        StreamMark outer = one.Mark("outer");
        outer.Open();
        StreamMark inner = other.Mark("inner");
        inner.Open();
        inner.Close();
        other.ThrowIfOpenHere();
        Assert.Throws<InvalidOperationException>(one.ThrowIfOpenHere);

        // Marks that are over are not carried along.
        Assert.Same(outer, other.Mark("next").Before);
        outer.Close();
        one.ThrowIfOpenHere();
    }
}
