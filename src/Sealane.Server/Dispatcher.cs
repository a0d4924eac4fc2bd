using Sealane.Protocol;
using Sealane.Server.Commands;
using Sealane.Server.Compat;
using Sealane.Server.Storage;

namespace Sealane.Server;

/// <summary>From a line that was read to the reply that is sent: finds the verb, lets the <see cref="Gatekeeper"/> judge, carries it out. Keeps nothing: what is to be kept is the session's.</summary>
internal static class Dispatcher
{
    // Scanners and confused clients; people mistype less.
    private const int MostBadCommandsBeforeLogin = 10;

    internal static async ValueTask HandleAsync(Session session, LineStatus status, Command command, CommandError error)
    {
        if (status == LineStatus.TooLong)
        {
            session.EndUnheard(SessionEnd.LineTooLong);
            await session.SendAsync(Worded(session, SessionReplies.TooLong)).ConfigureAwait(false);
            return;
        }

        session.Hear();
        switch (error)
        {
            case CommandError.None:
                await DispatchAsync(session, command).ConfigureAwait(false);
                break;
            case CommandError.Empty:
                // Some NAT devices send empty lines to keep the connection; they expect no answer.
                break;
            case CommandError.ForeignProtocol:
                session.EndUnheard(SessionEnd.ForeignProtocol);
                await session.SendAsync(Worded(session, SessionReplies.Foreign)).ConfigureAwait(false);
                break;
            default:
                CountBadCommand(session);
                await session.SendAsync(Worded(session, SessionReplies.Malformed)).ConfigureAwait(false);
                break;
        }
    }

    private static async ValueTask DispatchAsync(Session session, Command command)
    {
        if (session.Options.Logs.Protocol)
        {
            session.Server.Events.CommandReceived(session, command);
        }

        VerbEntry? entry = VerbTable.Find(command.Verb);
        if (session.HasTransfer && (session.Transfer is null || entry?.Spec.Gates.HasFlag(Gate.DuringTransfer) != true))
        {
            await session.FinishTransferAsync().ConfigureAwait(false);
            if (session.Ended != SessionEnd.None)
            {
                // It was told to go while the transfer ran: 421 is the answer to whatever waited for its end.
                return;
            }
        }

        if (entry is null)
        {
            CountBadCommand(session);
            session.State.RenameFrom = null;
            await session.SendAsync(session.Options.VsftpdReplies ? VsftpdWording.OfUnknown(session, command) : SessionReplies.Unknown).ConfigureAwait(false);
            return;
        }

        Forget(session.State, entry.Spec);
        Reply? reply = (session.Options.VsftpdReplies ? VsftpdWording.Refusal(session, entry.Spec, command) : null) ?? Gatekeeper.Refusal(session, entry.Spec, command);
        if (reply is not null && entry.Spec.Gates.HasFlag(Gate.Data))
        {
            // The transfer that the offset was for did not begin; the next one must not start in its middle.
            session.State.Restart = 0;
        }
        else if (reply is null)
        {
            try
            {
                if (session.State.Homes is { } homes)
                {
                    await homes.LearnAsync(command.Argument).ConfigureAwait(false);
                }

                reply = await entry.ExecuteAsync(session, command).ConfigureAwait(false);
            }
            catch (StorageException e)
            {
                session.Server.Log.StorageRefused(session.Id, entry.Spec.Name, e.Error, e.Message);
                reply = StorageReplies.Of(e.Error);
            }
        }

        if (reply is not null)
        {
            await session.SendAsync(session.Options.VsftpdReplies ? VsftpdWording.Of(session, entry.Spec, command, reply) : reply).ConfigureAwait(false);
        }
    }

    // REST and RNFR count for the command that follows them, whether it is refused or not.
    private static void Forget(SessionState state, VerbSpec spec)
    {
        if (!spec.Gates.HasFlag(Gate.KeepsRestart))
        {
            state.Restart = 0;
        }

        if (state.RenameFrom is not null && spec.Name != "RNTO" && !spec.Gates.HasFlag(Gate.DuringTransfer))
        {
            state.RenameFrom = null;
        }
    }

    private static void CountBadCommand(Session session)
    {
        if (session.State.Account is null && ++session.State.BadCommandsBeforeLogin >= MostBadCommandsBeforeLogin)
        {
            session.End(SessionEnd.TooManyBadCommands);
        }
    }

    private static Reply Worded(Session session, Reply reply) => session.Options.VsftpdReplies ? VsftpdWording.Of(reply) : reply;
}
