using Sealane.Protocol;

namespace Sealane.Server.Commands;

/// <summary>MODE: transfers are streams (RFC 959 §3.4).</summary>
internal sealed class Mode : IVerb
{
    private static readonly Reply s_stream = Reply.Of(ReplyCode.Ok, "Mode set to S.");
    private static readonly Reply s_unknown = Reply.Of(ReplyCode.BadParameter, "Only MODE S is known.");

    public static VerbSpec Spec { get; } = new("MODE", "S") { Gates = Gate.Login | Gate.Argument };

    public static ValueTask<Reply?> ExecuteAsync(Session session, Command command) =>
        new(command.Text.Trim().Equals("S", StringComparison.OrdinalIgnoreCase) ? s_stream : s_unknown);
}
