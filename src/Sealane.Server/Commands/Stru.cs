using Sealane.Protocol;

namespace Sealane.Server.Commands;

/// <summary>STRU: files have no structure (RFC 959 §3.1.2).</summary>
internal sealed class Stru : IVerb
{
    private static readonly Reply s_file = Reply.Of(ReplyCode.Ok, "Structure set to F.");
    private static readonly Reply s_unknown = Reply.Of(ReplyCode.BadParameter, "Only STRU F is known.");

    public static VerbSpec Spec { get; } = new("STRU", "F") { Gates = Gate.Login | Gate.Argument };

    public static ValueTask<Reply?> ExecuteAsync(Session session, Command command) =>
        new(command.Text.Trim().Equals("F", StringComparison.OrdinalIgnoreCase) ? s_file : s_unknown);
}
