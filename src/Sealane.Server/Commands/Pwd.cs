using Sealane.Protocol;

namespace Sealane.Server.Commands;

/// <summary>PWD: where the session is (RFC 959 §4.1.3).</summary>
internal sealed class Pwd : IVerb
{
    public static VerbSpec Spec { get; } = new("PWD", "") { Aliases = ["XPWD"] };

    public static ValueTask<Reply?> ExecuteAsync(Session session, Command command) =>
        new(Reply.OfPath(ReplyCode.PathName, "", session.State.Directory, " is the current directory"));
}
