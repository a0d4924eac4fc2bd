using Sealane.Protocol;

namespace Sealane.Server.Commands;

/// <summary>TYPE: ASCII or image (RFC 959 §3.1.1, §4.1.2). Non-print is the only format control anybody uses; L 8 is the same as image.</summary>
internal sealed class Type : IVerb
{
    private static readonly Reply s_ascii = Reply.Of(ReplyCode.Ok, "Switching to ASCII mode.");
    private static readonly Reply s_image = Reply.Of(ReplyCode.Ok, "Switching to Binary mode.");
    private static readonly Reply s_unknown = Reply.Of(ReplyCode.BadParameter, "Only TYPE A, A N, I and L 8 are known.");

    public static VerbSpec Spec { get; } = new("TYPE", "A|I|L 8") { Gates = Gate.Login | Gate.Argument | Gate.KeepsRestart };

    public static ValueTask<Reply?> ExecuteAsync(Session session, Command command)
    {
        switch (command.Text.Trim().ToUpperInvariant())
        {
            case "A" or "A N":
                session.State.Type = RepresentationType.Ascii;
                return new(s_ascii);
            case "I" or "L 8" or "L8":
                session.State.Type = RepresentationType.Image;
                return new(s_image);
            default:
                return new(s_unknown);
        }
    }
}
