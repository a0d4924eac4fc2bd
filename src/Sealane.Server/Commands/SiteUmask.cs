using Sealane.Protocol;
using Sealane.Server.Storage;

namespace Sealane.Server.Commands;

/// <summary>SITE UMASK: the permission bits that new files and directories of this session do not get, told or changed.</summary>
internal static class SiteUmask
{
    private static readonly Reply s_bad = Reply.Of(ReplyCode.BadArgument, "SITE UMASK is followed by nothing, or by octal bits (0 to 777).");
    private static readonly Reply s_unable = Reply.Of(ReplyCode.BadParameter, "There is no umask here.");

    internal static Reply Execute(Session session, ReadOnlySpan<byte> argument)
    {
        if (session.Files is not IChangeUmask files)
        {
            return s_unable;
        }

        if (argument.IsEmpty)
        {
            return Reply.Of(ReplyCode.Ok, $"Your current UMASK is {Text(files.Umask)}");
        }

        if (session.State.Account!.Rights is not null)
        {
            // Modes are what hides the uploads of those with the rights of anonymous users.
            return Gatekeeper.Denied;
        }

        // A word that is no number must not become 0, which would open new files to everybody.
        if (!OctalMode.TryRead(argument, out int bits))
        {
            return s_bad;
        }

        files.Umask = bits;
        return Reply.Of(ReplyCode.Ok, $"UMASK set to {Text(bits)}");
    }

    private static string Text(int bits) => bits == 0 ? "0" : "0" + Convert.ToString(bits, 8);
}
