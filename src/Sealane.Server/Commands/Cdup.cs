using Sealane.Protocol;

namespace Sealane.Server.Commands;

/// <summary>CDUP: to the parent directory; at the root it stays there (RFC 959 §4.1.1).</summary>
internal sealed class Cdup : IVerb
{
    public static VerbSpec Spec { get; } = new("CDUP", "") { Aliases = ["XCUP"] };

    public static async ValueTask<Reply?> ExecuteAsync(Session session, Command command) =>
        await Cwd.EnterAsync(session, session.State.Directory.Parent).ConfigureAwait(false);
}
