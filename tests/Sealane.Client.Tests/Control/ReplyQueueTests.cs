using System.Text;
using Sealane.Client.Control;
using Sealane.Protocol;

namespace Sealane.Client.Tests.Control;

/// <summary>Which command a reply belongs to, without a connection.</summary>
public sealed class ReplyQueueTests
{
    private readonly ReplyQueue _queue = new();

    [Fact]
    public void Replies_belong_to_the_oldest_command_and_preliminary_ones_end_none()
    {
        PendingReply retr = Ask(), pwd = Ask();
        _queue.Deliver(Said(150, "here"));
        Assert.Equal(2, _queue.Count);
        Assert.False(retr.Final.IsCompleted);
        _queue.Deliver(Said(226, "done"));
        _queue.Deliver(Said(257, "\"/\""));
        Assert.Equal([150, 226, 257], [CodeOf(retr.First), CodeOf(retr.Final), CodeOf(pwd.Final)]);
        Assert.Equal(0, _queue.Count);
    }

    [Fact]
    public void What_nobody_asked_for_is_dropped()
    {
        _queue.Deliver(Said(226, "once more"));
        PendingReply noop = Ask();
        _queue.Deliver(Said(200, "noop"));
        Assert.Equal(200, CodeOf(noop.Final));
    }

    [Fact]
    public void A_reply_that_only_one_command_can_have_ends_those_in_doubt_before_it()
    {
        PendingReply abandoned = Ask(), abort = Ask();
        _queue.DoubtAll();
        PendingReply pwd = Ask(ownCode: 257);
        _queue.Deliver(Said(257, "\"/\""));
        Assert.Equal(257, CodeOf(pwd.Final));
        Assert.True(abandoned.Final.IsFaulted && abort.Final.IsFaulted);
        Assert.Equal(0, _queue.Count);
    }

    [Fact]
    public void While_in_doubt_a_command_may_still_have_its_answer()
    {
        PendingReply abandoned = Ask();
        _queue.DoubtAll();
        PendingReply pwd = Ask(ownCode: 257);
        _queue.Deliver(Said(426, "broken off"));
        _queue.Deliver(Said(257, "\"/\""));
        Assert.Equal([426, 257], [CodeOf(abandoned.Final), CodeOf(pwd.Final)]);
    }

    [Fact]
    public void An_answer_to_EPSV_that_comes_after_all_is_not_that_of_the_next_command()
    {
        PendingReply epsv = Ask();
        _queue.Doubt(epsv);
        PendingReply pasv = Ask(ownCode: 227), retr;
        _queue.Deliver(Said(227, "Entering (127,0,0,1,4,1)"));
        Assert.True(epsv.Final.IsFaulted);
        Assert.Equal(227, CodeOf(pasv.Final));
        retr = Ask();
        _queue.Deliver(Said(229, "Entering (|||1025|)"));
        Assert.False(retr.First.IsCompleted);

        // Until EPSV is asked again: then it is the answer to that.
        _queue.Deliver(Said(550, "no"));
        var again = new PendingReply();
        _queue.Add([again], asksEpsv: true);
        _queue.Deliver(Said(229, "Entering (|||1026|)"));
        Assert.Equal(229, CodeOf(again.Final));
    }

    [Fact]
    public void Preliminary_replies_come_to_an_end()
    {
        _ = Ask();
        for (int i = 0; i < 1000; i++)
        {
            _queue.Deliver(Said(110, "wait"));
        }

        Assert.False(_queue.IsEndless);
        _queue.Deliver(Said(110, "wait"));
        Assert.True(_queue.IsEndless);
        Assert.Single(_queue.Clear());
        Assert.Equal((0, false), (_queue.Count, _queue.IsEndless));
    }

    private PendingReply Ask(int ownCode = 0)
    {
        var one = new PendingReply { OwnCode = ownCode };
        _queue.Add([one], asksEpsv: false);
        return one;
    }

    private static ServerReply Said(int code, string text)
    {
        var lines = new LineBuffer(512);
        byte[] wire = Encoding.ASCII.GetBytes($"{code} {text}\r\n");
        wire.CopyTo(lines.GetMemory());
        lines.Advance(wire.Length);
        Assert.Equal(ReplyStatus.Reply, new ReplyParser().TryRead(lines, out ServerReply? reply));
        return reply!;
    }

    private static int CodeOf(Task<ServerReply> reply) => reply.IsCompletedSuccessfully ? reply.Result.Code : 0;
}
