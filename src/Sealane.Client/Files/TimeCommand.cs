using System.Globalization;
using System.Text;
using Sealane.Client.Control;
using Sealane.Client.Profiles;
using Sealane.Protocol;

namespace Sealane.Client.Files;

/// <summary>Sets a file's modification time: MFMT (draft-somers-ftp-mfxx), MDTM with a time before the name, or SITE UTIME, whichever the server is known to have.</summary>
internal static class TimeCommand
{
    /// <summary>The command that does it, or null when the server has none.</summary>
    internal static CommandLine? For(ControlLink link, string path, DateTime utc)
    {
        byte[] name = link.Names.Encode(path);
        string time = utc.ToUniversalTime().ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);
        ServerFacts server = link.Server;
        return server.Has("MFMT") ? CommandLine.Of("MFMT", [.. Encoding.ASCII.GetBytes(time + " "), .. name])
            : server.Kind == ServerKind.Vsftpd ? CommandLine.Of("MDTM", [.. Encoding.ASCII.GetBytes(time + " "), .. name])
            : server.ParametersOf("SITE") is { } site && site.Contains("UTIME", StringComparison.OrdinalIgnoreCase)
                ? CommandLine.Of("SITE", [.. Encoding.ASCII.GetBytes($"UTIME {time} "), .. name])
                : null;
    }

    /// <summary>False when the server has no command for it, or does not let this user.</summary>
    internal static async Task<bool> SetAsync(ControlLink link, string path, DateTime utc, CancellationToken cancellation)
    {
        if (For(link, path, utc) is not { } command)
        {
            return false;
        }

        ServerReply reply = await link.ExchangeAsync(command, cancellation).ConfigureAwait(false);
        return reply.Category == 2;
    }
}
