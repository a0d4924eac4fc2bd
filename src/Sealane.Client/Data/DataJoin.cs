using Sealane.Client.Control;
using Sealane.Protocol;
using Sealane.Transport;

namespace Sealane.Client.Data;

/// <summary>
/// Where the two halves of a transfer meet: the replies to its command, and the connection that is being made for it. Either may come first, and either may fail;
/// it waits for both, secures the connection, and says of a failure whichever half knows more.
/// </summary>
/// <param name="link">On which the command was sent.</param>
/// <param name="command">The command.</param>
/// <param name="pending">What answers the command, and what answers its follower if it was sent.</param>
/// <param name="dialling">The connection, without TLS.</param>
internal sealed class DataJoin(ControlLink link, DataCommand command, PendingReply[] pending, Task<Connection> dialling)
{
    // How long our own reason for hanging up may take to reach us, once the server's answer to it is here.
    private static readonly TimeSpan s_verdict = TimeSpan.FromSeconds(1.5);

    private readonly PendingReply _reply = pending[0];

    private FtpsClientOptions Options => link.Options;

    /// <exception cref="FtpsException">Refused, or no data connection; nothing is left open.</exception>
    internal async Task<DataTransfer> RunAsync(CancellationToken cancellation)
    {
        Task<Connection> opening = link.PipelinesTransfers ? DataSecurity.SecureAsync(link, dialling, cancellation) : dialling;
        try
        {
            ServerReply? begun = await AwaitBeginAsync(opening, cancellation).ConfigureAwait(false);
            if (begun is { Category: not (1 or 2) })
            {
                FtpsException refusal = FtpsException.Refusal(begun, command.Line.Trace);
                if (refusal.Failure == FtpsFailure.DataConnection && await Task.WhenAny(dialling, Task.Delay(s_verdict, Options.Time, cancellation)).ConfigureAwait(false) == dialling)
                {
                    // That nobody came may be faster here than why: then the port that could not be reached is what counts.
                    _ = await dialling.ConfigureAwait(false);
                }

                throw refusal;
            }

            link.RestartIsUnsure &= begun is null;
            opening = ReferenceEquals(opening, dialling) ? DataSecurity.SecureAsync(link, dialling, cancellation) : opening;
            Connection connection = await AwaitOpenAsync(opening).ConfigureAwait(false);
            if (command.Direction == DataDirection.Down && connection.Tls is not null && link.Profile.BearsEarlyGoodbye)
            {
                // The server asks for our goodbye behind its last byte and waits for it before it says 226. Of us nothing else comes on this connection, so it can have it now.
                await connection.CloseOutputAsync(halfClose: false).ConfigureAwait(false);
            }

            return new DataTransfer(link, connection, _reply, pending.Length > 1 ? pending[1] : null, command.Direction, begun)
            {
                Inflated = link.Mode == 'Z' && command.Direction == DataDirection.Down
                    ? new ZlibReceiver(connection, command.IsListing, Math.Min(Options.DownloadLimit?.Piece ?? int.MaxValue, Options.TotalDownloadLimit?.Piece ?? int.MaxValue)) : null,
                IsCompressed = link.Mode == 'Z',
            };
        }
        catch (Exception e)
        {
            Discard(opening);
            if (!_reply.Final.IsCompleted && link.IsUsable)
            {
                await DataTransfer.SettleAsync(link, _reply).ConfigureAwait(false);
            }

            throw await ExplainAsync(e).ConfigureAwait(false);
        }
    }

    // The server's refusal, or our failure to connect, whichever comes first: a server that waits for a connection that cannot be made says nothing for long.
    // Null when the server keeps its preliminary reply to itself for longer than it is to be waited for once the connection stands.
    private async Task<ServerReply?> AwaitBeginAsync(Task<Connection> opening, CancellationToken cancellation)
    {
        TimeSpan patience = Options.Commands.BeginPatience ?? Timeout.InfiniteTimeSpan;
        Task<ServerReply> first = link.AwaitAsync(_reply.First, cancellation);
        try
        {
            if (patience != Timeout.InfiniteTimeSpan)
            {
                _ = await Task.WhenAny(first, dialling).ConfigureAwait(false);
            }

            if (await Task.WhenAny(first, opening).WaitAsync(patience, Options.Time, CancellationToken.None).ConfigureAwait(false) == opening && !opening.IsCompletedSuccessfully)
            {
                Forget(first);
                _ = await opening.ConfigureAwait(false);
            }

            return await first.WaitAsync(patience, Options.Time, CancellationToken.None).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            Forget(first);
            link.Channel.Note("the data connection stands, and the server says nothing of the transfer: it begins without its 150");
            return null;
        }
    }

    private static void Forget(Task task) =>
        _ = task.ContinueWith(static task => task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);

    // After its preliminary reply the server may still give up: then it says so, and may leave the connection hanging.
    private async Task<Connection> AwaitOpenAsync(Task<Connection> opening)
    {
        if (await Task.WhenAny(opening, _reply.Final).ConfigureAwait(false) == opening || opening.IsCompleted)
        {
            return await opening.ConfigureAwait(false);
        }

        ServerReply final = await _reply.Final.ConfigureAwait(false);
        if (final.Category >= 4)
        {
            FtpsException refusal = FtpsException.Refusal(final, command.Line.Trace);
            if (refusal.Failure is FtpsFailure.DataConnection or FtpsFailure.Truncated
                && await Task.WhenAny(opening, Task.Delay(s_verdict, Options.Time)).ConfigureAwait(false) == opening)
            {
                // The server may only be saying that we have hung up: then why we did is what counts (somebody else's certificate, for one).
                (await opening.ConfigureAwait(false)).Dispose();
            }

            throw refusal;
        }

        try
        {
            return await opening.WaitAsync(Options.ShutdownTimeout, Options.Time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new FtpsException(FtpsFailure.DataConnection, $"{command.Line.Trace}: the server says {final}, but took no data connection", link.IsUsable, final);
        }
    }

    // Our side of a failure says less than the server's reply does: there is no such file; it wants the session resumed. Except that we could not connect: that
    // says more than the server's "no data connection".
    private async Task<Exception> ExplainAsync(Exception e)
    {
        if (e is FtpsException { Failure: FtpsFailure.Tls or FtpsFailure.DataConnection or FtpsFailure.Connect or FtpsFailure.TimedOut, Reply: null } && _reply.Final.IsCompletedSuccessfully
            && await _reply.Final.ConfigureAwait(false) is { Category: >= 4 } final)
        {
            FtpsException refusal = FtpsException.Refusal(final, command.Line.Trace);
            if (refusal.Failure is not (FtpsFailure.DataConnection or FtpsFailure.Truncated))
            {
                return refusal;
            }

            if (((FtpsException)e).Failure is FtpsFailure.Tls or FtpsFailure.DataConnection)
            {
                return new FtpsException(FtpsFailure.DataConnection, $"{command.Line.Trace}: {final} ({e.Message})", link.IsUsable, final, e);
            }
        }

        return e is FtpsException { ConnectionUsable: true } known && !link.IsUsable
            ? new FtpsException(known.Failure, known.Message, connectionUsable: false, known.Reply, known.InnerException)
            : e;
    }

    /// <summary>Closes a connection that nobody needs any more, whenever it comes.</summary>
    internal static void Discard(Task<Connection> opening) => _ = DiscardAsync(opening);

    private static async Task DiscardAsync(Task<Connection> opening)
    {
        try
        {
            (await opening.ConfigureAwait(false)).Dispose();
        }
        catch (Exception e) when (e is FtpsException or OperationCanceledException or ObjectDisposedException)
        {
            // The failure that counts is on its way to the caller.
        }
    }
}
