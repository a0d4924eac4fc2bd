using Sealane.Protocol;
using Sealane.Server.Transfers;

namespace Sealane.Server.Commands;

/// <summary>ABOR: stops a running transfer, which replies 426, and then replies 226 (RFC 959 §4.1.3). With none running it gives up an armed data connection.</summary>
internal sealed class Abor : IVerb
{
    private static readonly Reply s_aborted = Reply.Of(ReplyCode.TransferComplete, "ABOR successful.");
    private static readonly Reply s_nothing = Reply.Of(ReplyCode.DataConnectionOpen, "No transfer to ABOR.");

    public static VerbSpec Spec { get; } = new("ABOR", "") { Gates = Gate.Login | Gate.DuringTransfer };

    public static async ValueTask<Reply?> ExecuteAsync(Session session, Command command)
    {
        if (session.Transfer is not { } running)
        {
            session.ArmData(null);
            return s_nothing;
        }

        running.Abort();
        await session.FinishTransferAsync().ConfigureAwait(false);
        return s_aborted;
    }
}
