using System.Text;
using Sealane.Protocol;

namespace Sealane.Server.Commands;

/// <summary>SITE: what this server can do beyond the standard (RFC 959 §4.1.3): CHMOD, UMASK and HELP.</summary>
internal sealed class Site : IVerb
{
    private static readonly Reply s_help = Reply.Lines(ReplyCode.Help, "SITE commands:", ["CHMOD <mode> <path>", "UMASK [<bits>]", "HELP"], "Help OK.");
    private static readonly Reply s_unknown = Reply.Of(ReplyCode.BadParameter, "Unknown SITE command. SITE HELP lists them.");

    public static VerbSpec Spec { get; } = new("SITE", "<command>") { Gates = Gate.Login | Gate.Argument };

    public static ValueTask<Reply?> ExecuteAsync(Session session, Command command)
    {
        ReadOnlyMemory<byte> argument = command.Argument;
        int blank = argument.Span.IndexOf((byte)' ');
        string name = Encoding.ASCII.GetString(blank < 0 ? argument.Span : argument.Span[..blank]).ToUpperInvariant();
        ReadOnlyMemory<byte> rest = blank < 0 ? default : argument[(blank + 1)..];
        return name switch
        {
            "CHMOD" => SiteChmod.ExecuteAsync(session, rest),
            "UMASK" => new(SiteUmask.Execute(session, rest.Span)),
            "HELP" => new(s_help),
            _ => new(s_unknown),
        };
    }
}
