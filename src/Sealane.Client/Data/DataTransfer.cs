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
    private readonly ControlLink _link;
    private readonly PendingReply _reply;
    private readonly DataDirection _direction;

    // Without a timer, so there is nothing to dispose of.
    private readonly CancellationTokenSource _over = new();

    internal DataTransfer(ControlLink link, Connection connection, PendingReply reply, PendingReply? follower, DataDirection direction, ServerReply begun)
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

    /// <summary>The preliminary reply.</summary>
    internal ServerReply Begun { get; }

    /// <summary>The answer to the command that was sent behind this one.</summary>
    internal PendingReply? Follower { get; }

    /// <summary>Whether TLS resumed the control connection's session; null without TLS.</summary>
    internal bool? Resumed => Connection.Tls?.Resumed;

    /// <summary>True once the server has answered for good, whatever is still under way.</summary>
    internal bool IsAnswered => _reply.Final.IsCompleted;

    /// <summary>The reply that refused the transfer; null while there is none, or when it succeeded.</summary>
    internal ServerReply? Refusal => _reply.Final is { IsCompletedSuccessfully: true, Result: { Category: >= 4 } refusal } ? refusal : null;

    /// <summary>Why the final reply will never come: the control connection has ended. Null while it may.</summary>
    internal FtpsException? Lost => _reply.Final.Exception?.InnerException as FtpsException;

    /// <summary>Cancelled when the server has given the transfer up or the control connection has ended: whoever waits for the user's own bytes need not any longer.</summary>
    internal CancellationToken Over => _over.Token;

    // A server that gives up (disk full, quota, killed) says so on the control connection, and may leave the data connection hanging.
    private void WatchReply()
    {
        _ = _reply.Final.ContinueWith(
            static (reply, state) =>
            {
                if (((DataTransfer)state!).Refusal is not null || !reply.IsCompletedSuccessfully)
                {
                    var transfer = (DataTransfer)state!;
                    transfer.Connection.Deadline.ExpireNow();
                    transfer._over.Cancel();
                }
            },
            this, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    /// <summary>
    /// Ends the data connection in order and waits for the server's final word. Of an upload all has been sent, goodbye included: what the server still
    /// sends (its goodbye, fresh tickets) is read before closing, because closing over unread bytes resets the connection and what is on its way.
    /// </summary>
    internal async Task<ServerReply> FinishAsync(CancellationToken cancellation)
    {
        if (_direction == DataDirection.Down)
        {
            Connection.Deadline.Arm(_link.Options.ShutdownTimeout);
            await Connection.CloseOutputAsync(halfClose: true).ConfigureAwait(false);
        }
        else if (Connection.PeerClose == PeerClose.None)
        {
            Connection.Deadline.Arm(_link.Options.ShutdownTimeout);
            _ = await Connection.DrainAsync().ConfigureAwait(false);
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
        Connection.Reset();
        await SettleAsync(_link, _reply).ConfigureAwait(false);
    }

    /// <summary>Waits for the final reply of a transfer that was given up; ABOR tells a server that has not noticed. The link ends if neither helps.</summary>
    internal static async Task SettleAsync(ControlLink link, PendingReply reply)
    {
        // What comes after an abort is anybody's guess: some servers close the port that was asked for ahead.
        link.SparePassive = null;
        try
        {
            TimeSpan half = link.Options.ShutdownTimeout / 2;
            if (await Task.WhenAny(reply.Final, Task.Delay(half, link.Options.Time)).ConfigureAwait(false) != reply.Final && link.IsUsable)
            {
                PendingReply[] abor = await link.Channel.SendAsync(link.Options.ShutdownTimeout, CommandLine.Of("ABOR")).ConfigureAwait(false);
                _ = await abor[0].Final.ConfigureAwait(false);
            }

            _ = await reply.Final.ConfigureAwait(false);
        }
        catch (FtpsException)
        {
            // The control connection broke or stayed silent: the link is closed, and the next use says so.
        }
    }

    public void Dispose() => Connection.Dispose();
}
