using Sealane.Client.Control;
using Sealane.Protocol;
using Sealane.Transport;
using Sealane.Transport.Tls;

namespace Sealane.Client.Data;

/// <summary>
/// A command whose data connection is open: move the bytes, then call <see cref="FinishAsync"/>; or <see cref="CancelAsync"/> at any moment. Owns the data connection.
/// </summary>
internal sealed class DataTransfer : IDisposable
{
    // What is still under way once the server has confirmed an upload: its goodbye, at most.
    private static readonly TimeSpan s_afterword = TimeSpan.FromMilliseconds(200);

    // How long a server may take to notice that a data connection was reset, before it is told.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1.5);

    // A deadline of nothing would be none.
    private static readonly TimeSpan s_leastPatience = TimeSpan.FromMilliseconds(100);

    private readonly ControlLink _link;
    private readonly PendingReply _reply;
    private readonly DataDirection _direction;

    // Without a timer, so there is nothing to dispose of.
    private readonly CancellationTokenSource _over = new();

    // Written before the deadline is made to expire, and so before anybody can see it expired because of that.
    private volatile bool _gaveUpFirst;
    private volatile bool _ended;

    internal DataTransfer(ControlLink link, Connection connection, PendingReply reply, PendingReply? follower, DataDirection direction, ServerReply? begun)
    {
        _link = link;
        Connection = connection;
        _reply = reply;
        Follower = follower;
        _direction = direction;
        Begun = begun;

        // However long the bytes take, the final reply is due only after them; that the control connection has ended is noticed all the same.
        link.Channel.Expect(TimeSpan.Zero);
        WatchReply();
    }

    internal Connection Connection { get; }

    /// <summary>What is on the wire is compressed (MODE Z).</summary>
    internal bool IsCompressed { get; init; }

    /// <summary>Undoes that; null for uploads and plain transfers. Owned.</summary>
    internal ZlibReceiver? Inflated { get; init; }

    /// <summary>The preliminary reply; null when the transfer began without it.</summary>
    internal ServerReply? Begun { get; }

    /// <summary>The answer to the command that was sent behind this one.</summary>
    internal PendingReply? Follower { get; }

    /// <summary>Whether TLS resumed the control connection's session; null without TLS.</summary>
    internal bool? Resumed => Connection.Tls?.Resumed;

    /// <summary>True once the server has answered for good, whatever is still under way.</summary>
    internal bool IsAnswered => _reply.Final.IsCompleted;

    /// <summary>True when nothing moved for too long while the server had not given up: a refusal that came later is about our hanging up.</summary>
    internal bool HadStalled => Connection.Deadline.Expired && !_gaveUpFirst;

    /// <summary>The reply that refused the transfer; null while there is none, or when it succeeded.</summary>
    internal ServerReply? Refusal => Final is { Category: >= 4 } refusal ? refusal : null;

    /// <summary>The reply that ended the transfer; null while there is none.</summary>
    internal ServerReply? Final => _reply.Final is { IsCompletedSuccessfully: true, Result: { } final } ? final : null;

    /// <summary>Why the final reply will never come: the control connection has ended. Null while it may.</summary>
    internal FtpsException? Lost => _reply.Final.Exception?.InnerException is FtpsException { ConnectionUsable: false } lost ? lost : null;

    /// <summary>Cancelled when the server has given the transfer up or the control connection has ended: whoever waits for the user's own bytes need not any longer.</summary>
    internal CancellationToken Over => _over.Token;

    /// <summary>The next plain bytes that the server sends; 0 at the end, and then the connection says how it ended.</summary>
    internal ValueTask<int> ReceiveAsync(Memory<byte> buffer) => Inflated?.ReadAsync(buffer) ?? Connection.ReceiveAsync(buffer);

    /// <summary>What a number of plain bytes that were just received cost on the network.</summary>
    internal int TakeCost(int plain) => Inflated?.TakeCost() ?? plain;

    // A server that gives up (disk full, quota, killed) says so on the control connection, and may leave the data connection hanging.
    private void WatchReply()
    {
        _ = _reply.Final.ContinueWith(
            static (reply, state) =>
            {
                var transfer = (DataTransfer)state!;
                if (transfer.Refusal is null && reply.IsCompletedSuccessfully)
                {
                    transfer.KeepInUse();
                }
                else
                {
                    transfer._gaveUpFirst = !transfer.Connection.Deadline.Expired;
                    transfer.Connection.Deadline.ExpireNow();
                    transfer._over.Cancel();
                }
            },
            this, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    // The server calls the transfer complete, and the bytes are still coming.
    private void KeepInUse()
    {
        if (_direction == DataDirection.Down && !_ended && _link.Tail is { } tail)
        {
            tail.Start();
            if (_ended)
            {
                tail.Stop();
            }
        }
    }

    private void EndUse()
    {
        _ended = true;
        _link.Tail?.Stop();
    }

    /// <summary>
    /// Ends the data connection in order and waits for the server's final word. Of an upload all has been sent, goodbye included: what the server still
    /// sends (its goodbye, fresh tickets) is read before closing, because closing over unread bytes resets the connection and what is on its way.
    /// </summary>
    internal async Task<ServerReply> FinishAsync(CancellationToken cancellation)
    {
        EndUse();
        if (_direction == DataDirection.Down)
        {
            Connection.Deadline.Arm(_link.Options.ShutdownTimeout);
            await Connection.CloseOutputAsync(halfClose: true).ConfigureAwait(false);
        }
        else if (Connection.PeerClose == PeerClose.None)
        {
            Connection.Deadline.Arm(_link.Options.ShutdownTimeout);
            Task drained = Connection.DrainAsync().AsTask();
            if (await Task.WhenAny(drained, _reply.Final).ConfigureAwait(false) != drained)
            {
                // It has all and has said so: some never close their side.
                Connection.Deadline.Arm(s_afterword);
            }

            await drained.ConfigureAwait(false);
        }

        Connection.Dispose();
        if (!_reply.Final.IsCompleted)
        {
            // A server may have to copy, hash or scan what it got: the patience for a stalled transfer, not for a reply.
            _link.Channel.Expect(_link.Options.StallTimeout);
        }

        return await _reply.Final.WaitAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Gives the transfer up: resets the data connection and waits, bounded, for the server to notice. Ends the link if it does not.</summary>
    internal async Task CancelAsync()
    {
        EndUse();
        Connection.Reset();
        await SettleAsync(_link, _reply).ConfigureAwait(false);
    }

    /// <summary>
    /// Waits for the final reply of a transfer that was given up. To a server that stays silent it says ABOR, and PWD, whose answer is like no other: so the count of
    /// replies is right again even with those that answer only one of transfer and ABOR (Pure-FTPd). The link ends if that does not help.
    /// </summary>
    internal static async Task SettleAsync(ControlLink link, PendingReply reply)
    {
        // What comes after an abort is anybody's guess: some servers close the port that was asked for ahead.
        link.SparePassive = null;
        TimeSpan patience = link.Options.ShutdownTimeout / 2 < s_patience ? link.Options.ShutdownTimeout / 2 : s_patience;
        try
        {
            if (await Task.WhenAny(reply.Final, Task.Delay(patience, link.Options.Time)).ConfigureAwait(false) != reply.Final && link.IsUsable)
            {
                await AbortAsync(link, reply).ConfigureAwait(false);
            }

            _ = await reply.Final.ConfigureAwait(false);
        }
        catch (FtpsException)
        {
            // The transfer was never answered, or the control connection broke or stayed silent: then the link is closed, and the next use says so.
        }
    }

    public void Dispose()
    {
        EndUse();
        Connection.Dispose();
        Inflated?.Dispose();
    }

    private static async Task AbortAsync(ControlLink link, PendingReply reply)
    {
        CommandUse use = link.Options.Commands;
        TimeSpan within = use.AborPatience is { } own ? TimeSpan.FromTicks(Math.Max(own.Ticks, s_leastPatience.Ticks)) : link.Options.ShutdownTimeout;
        if (!use.Abor)
        {
            // Closing the data connection is all that is allowed. A server that does not notice that either holds the transfer's reply back from everything that follows.
            link.Channel.Expect(within);
            return;
        }

        Task<PendingReply[]> abort = link.Channel.SendAsync(within, CommandLine.Abort(announced: use.TelnetIac == true)).AsTask();
        link.Channel.DoubtAll();
        _ = await abort.ConfigureAwait(false);
        PendingReply[] directory = await link.Channel.SendAsync(within, CommandLine.Of("PWD")).ConfigureAwait(false);
        _ = await directory[0].Final.ConfigureAwait(false);
    }
}
