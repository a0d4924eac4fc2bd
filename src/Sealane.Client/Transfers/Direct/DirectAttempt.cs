using System.Net;
using Sealane.Client.Control;
using Sealane.Client.Data;
using Sealane.Protocol;

namespace Sealane.Client.Transfers;

/// <summary>RETR at the one server, STOR at the other, and the replies of both. Whatever happens, both have answered at the end, or the one that has not is closed.</summary>
internal sealed class DirectAttempt(ControlLink from, ControlLink to, DirectWay way, ServerToServerOptions options, CancellationToken cancellation)
{
    // A source without the file says so at once; one that says nothing waits for the connection, which needs the target.
    private static readonly TimeSpan s_objection = TimeSpan.FromSeconds(1);

    // Where it would not tell a size either, there may be no file: then even a slow one is heard before the target is touched.
    private static readonly TimeSpan s_probableObjection = TimeSpan.FromSeconds(15);

    /// <summary>The target's final reply.</summary>
    /// <param name="port">Named to the active side already.</param>
    /// <param name="retrieve">RETR.</param>
    /// <param name="store">STOR.</param>
    /// <param name="arrived">Asks the target how much it has.</param>
    /// <exception cref="FtpsException">With <see cref="FtpsFailure.DataConnection"/> nothing was moved.</exception>
    /// <param name="doubtful">The source did not tell the file's size when it was asked.</param>
    internal async Task<ServerReply> RunAsync(IPEndPoint port, CommandLine retrieve, CommandLine store, Func<Task<long?>> arrived, bool doubtful)
    {
        from.Channel.Note($"the servers are to connect at {port}{(options.Protect ? ", with TLS" : ", in the clear")}");
        (from.HasTransferred, to.HasTransferred) = (true, true);
        PendingReply sending = (await from.Channel.SendAsync(retrieve).ConfigureAwait(false))[0];
        PendingReply? storing = null;
        try
        {
            // Before the target is touched: a source that has no such file must not cost the target its own.
            if (await IsRefusedAsync(sending, doubtful ? s_probableObjection : s_objection).ConfigureAwait(false))
            {
                throw Refusal(await sending.First.ConfigureAwait(false), from, CopySide.Source);
            }

            storing = (await to.Channel.SendAsync(store).ConfigureAwait(false))[0];
            return await FinishAsync(sending, storing).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            await Task.WhenAll(SettleAsync(from, sending), storing is null ? Task.CompletedTask : SettleAsync(to, storing)).ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
            throw e is FtpsException fault ? await ExplainAsync(fault, arrived).ConfigureAwait(false) : e;
        }
    }

    private async Task<bool> IsRefusedAsync(PendingReply sending, TimeSpan patience)
    {
        Task<ServerReply> first = from.AwaitAsync(sending.First, cancellation);
        if (await Task.WhenAny(first, Task.Delay(patience, from.Options.Time, cancellation)).ConfigureAwait(false) != first)
        {
            cancellation.ThrowIfCancellationRequested();
            _ = first.ContinueWith(static task => task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            return false;
        }

        return (await first.ConfigureAwait(false)).Category >= 4;
    }

    private async Task<ServerReply> FinishAsync(PendingReply sending, PendingReply storing)
    {
        await BothAsync(sending.First, storing.First, from.Options.ReplyTimeout).ConfigureAwait(false);
        (from.RestartIsUnsure, to.RestartIsUnsure) = (false, false);
        await BothAsync(sending.Final, storing.Final, options.Limit).ConfigureAwait(false);
        return await storing.Final.ConfigureAwait(false);
    }

    // Both replies, none of them a refusal. Once the one is there, the other cannot be long: both ends of one connection.
    private async Task BothAsync(Task<ServerReply> source, Task<ServerReply> target, TimeSpan within)
    {
        from.Channel.Expect(within);
        to.Channel.Expect(within);
        Task<ServerReply> first = await Task.WhenAny(source, target).WaitAsync(cancellation).ConfigureAwait(false);
        await DemandAsync(first, first == source).ConfigureAwait(false);
        (first == source ? to : from).Channel.Expect(from.Options.StallTimeout);
        Task<ServerReply> second = first == source ? target : source;
        await DemandAsync(second.WaitAsync(cancellation), second == source).ConfigureAwait(false);
    }

    private async Task DemandAsync(Task<ServerReply> answer, bool isSource)
    {
        ServerReply reply;
        try
        {
            reply = await answer.ConfigureAwait(false);
        }
        catch (FtpsException e)
        {
            throw new FtpsException(e.Failure, e.Message, connectionUsable: false, e.Reply, e) { Side = isSource ? CopySide.Source : CopySide.Target };
        }

        if (reply.Category >= 4)
        {
            throw Refusal(reply, isSource ? from : to, isSource ? CopySide.Source : CopySide.Target);
        }
    }

    private static FtpsException Refusal(ServerReply reply, ControlLink link, CopySide side)
    {
        FtpsException known = FtpsException.Refusal(reply, link.Options.Host);
        return new FtpsException(known.Failure, known.Message, known.ConnectionUsable, reply) { Side = side };
    }

    private static Task SettleAsync(ControlLink link, PendingReply reply) =>
        reply.Final.IsCompleted || !link.IsUsable ? Task.CompletedTask : DataTransfer.SettleAsync(link, reply);

    // A connection that failed is told by both servers, by each in its own way: whether bytes have moved decides what it means.
    private async Task<FtpsException> ExplainAsync(FtpsException fault, Func<Task<long?>> arrived)
    {
        bool usable = from.IsUsable && to.IsUsable;
        bool isConnection = fault.Failure is FtpsFailure.DataConnection or FtpsFailure.Truncated or FtpsFailure.NotSupported
            || fault.Reply is { Code: ReplyCode.SecurityUnavailable or ReplyCode.PolicyDenied or ReplyCode.SecurityCheckFailed or ReplyCode.ProtectionLevelNotServed };
        if (!isConnection || !usable)
        {
            return new FtpsException(fault.Failure, fault.Message, usable, fault.Reply, fault) { Side = fault.Side };
        }

        long? size = fault.Failure == FtpsFailure.NotSupported ? null : await arrived().ConfigureAwait(false);
        return size > options.Offset
            ? new FtpsException(FtpsFailure.Truncated, $"{fault.Message}: the copy broke off after {size} bytes. Resume it.", connectionUsable: true, fault.Reply, fault) { Side = fault.Side, Moved = size.Value - options.Offset }
            : new FtpsException(FtpsFailure.DataConnection, $"{(way.Passive == from ? "the source" : "the target")} was passive, and the servers did not come together: {fault.Message}", connectionUsable: true, fault.Reply, fault) { Side = fault.Side };
    }
}
