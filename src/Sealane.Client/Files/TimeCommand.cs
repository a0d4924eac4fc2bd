using System.Globalization;
using System.Text;
using Sealane.Client.Control;
using Sealane.Client.Profiles;
using Sealane.Protocol;

namespace Sealane.Client.Files;

/// <summary>
/// Sets a file's modification time: MFMT (draft-somers-ftp-mfxx), MDTM with a time before the name, or SITE UTIME in one of its two forms, whichever the server is known to have
/// and <see cref="CommandUse"/> allows.
/// </summary>
internal static class TimeCommand
{
    /// <summary>The command that does it, or null when the server has none.</summary>
    internal static CommandLine? For(ControlLink link, string path, DateTime utc)
    {
        byte[] name = link.Names.Encode(path);
        string time = utc.ToUniversalTime().ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);
        CommandUse use = link.Options.Commands;
        return link.Server.Has("MFMT") ? CommandLine.Of("MFMT", [.. Encoding.ASCII.GetBytes(time + " "), .. name])
            : use.MdtmOverloaded ?? link.Server.Kind == ServerKind.Vsftpd ? CommandLine.Of("MDTM", [.. Encoding.ASCII.GetBytes(time + " "), .. name])
            : !HasUtime(link) ? null
            : UsesShortForm(link) ? CommandLine.Of("SITE", [.. Encoding.ASCII.GetBytes($"UTIME {time} "), .. name])
            : use.SiteUtime ? CommandLine.Of("SITE", [.. "UTIME "u8, .. name, .. Encoding.ASCII.GetBytes($" {time} {time} {time} UTC")])
            : null;
    }

    private static bool HasUtime(ControlLink link) => link.Server.ParametersOf("SITE") is { } site && site.Contains("UTIME", StringComparison.OrdinalIgnoreCase);

    private static bool UsesShortForm(ControlLink link) => link.Options.Commands.SiteUtimeTwo && !link.ShortUtimeFails;

    /// <summary>True when what was refused was the one form of SITE UTIME, and the other is to be tried; it is what <see cref="For"/> gives from now on.</summary>
    internal static bool HasOtherForm(ControlLink link, CommandLine refused, ServerReply reply)
    {
        bool other = reply.Code is ReplyCode.SyntaxError or ReplyCode.BadArgument or ReplyCode.NotImplemented or ReplyCode.BadParameter
            && refused.Trace.StartsWith("SITE ", StringComparison.Ordinal) && UsesShortForm(link) && link.Options.Commands.SiteUtime;
        link.ShortUtimeFails |= other;
        return other;
    }

    /// <summary>False when the server has no command for it, or does not let this user.</summary>
    internal static async Task<bool> SetAsync(ControlLink link, string path, DateTime utc, CancellationToken cancellation)
    {
        while (For(link, path, utc) is { } command)
        {
            ServerReply reply = await link.ExchangeAsync(command, cancellation).ConfigureAwait(false);
            if (reply.Category == 2 || !HasOtherForm(link, command, reply))
            {
                return reply.Category == 2;
            }
        }

        return false;
    }
}
