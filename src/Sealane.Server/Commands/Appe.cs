using Sealane.Protocol;
using Sealane.Server.Accounts;
using Sealane.Server.Storage;

namespace Sealane.Server.Commands;

/// <summary>APPE: an upload to the end of a file, or of this account's interrupted upload of that name (RFC 959 §4.1.3).</summary>
internal sealed class Appe : IVerb
{
    public static VerbSpec Spec { get; } = new("APPE", "<file>")
    {
        Gates = Gate.Login | Gate.Argument | Gate.Data | Gate.Writes,
        Permission = Permissions.Write | Permissions.UploadOnly,
    };

    public static ValueTask<Reply?> ExecuteAsync(Session session, Command command) => Stor.ReceiveAsync(session, command, WriteMode.Append, 0);
}
