using Sealane.Client.Control;
using Sealane.Client.Profiles;
using Sealane.Protocol;

namespace Sealane.Client.Data;

/// <summary>The transmission mode of data connections: streams as they are (MODE S, RFC 959 §3.4), or compressed by zlib (MODE Z, draft-preston-ftpext-deflate).</summary>
internal static class ModeZ
{
    /// <summary>Whether a transfer is to be compressed.</summary>
    /// <param name="link">The server and the user's wishes.</param>
    /// <param name="path">The file; null for a listing.</param>
    /// <param name="upload">Towards the server.</param>
    internal static bool IsWanted(ControlLink link, string? path, bool upload = false) =>
        link.Options.Compression is { } wanted && !link.ModeZFails && !(upload && DamagesUploads(link))
        && link.Server.ParametersOf("MODE")?.Split(' ').Contains("Z", StringComparer.OrdinalIgnoreCase) == true
        && (path is null || wanted.Exempt?.Invoke(path) != true);

    // What ProFTPD 1.3.8 unpacks is not what was sent, whoever sends it (lftp, Python's zlib, we), once it is more than a block or two; its downloads are good.
    private static bool DamagesUploads(ControlLink link) => link.Profile.Kind == ServerKind.ProFtpd;

    /// <summary>Sets the mode where it is another. A server that refuses what it announces is not asked again; the transfer goes on uncompressed.</summary>
    internal static async Task SetAsync(ControlLink link, bool compressed, CancellationToken cancellation)
    {
        char mode = compressed && !link.ModeZFails ? 'Z' : 'S', before = link.Mode;
        if (before == mode)
        {
            return;
        }

        // Unknown until the server has confirmed: whoever is cancelled meanwhile must not leave a wrong belief behind.
        link.Mode = '\0';
        CommandLine command = CommandLine.Of("MODE", [(byte)mode]);
        bool tellsLevel = mode == 'Z' && !link.ModeZLevelSaid;
        ServerReply[] replies = await link.ExchangeAllAsync(tellsLevel ? [Level(link), command] : [command], cancellation).ConfigureAwait(false);
        link.ModeZLevelSaid |= tellsLevel;
        if (replies[^1].Category == 2)
        {
            link.Mode = mode;
            return;
        }

        if (mode == 'S')
        {
            throw FtpsException.Refusal(replies[^1], command.Trace);
        }

        link.Channel.Note("the server announces MODE Z and refuses it; transfers are not compressed");
        link.ModeZFails = true;
        link.Mode = before == 'S' ? 'S' : '\0';
        await SetAsync(link, compressed: false, cancellation).ConfigureAwait(false);
    }

    private static CommandLine Level(ControlLink link) =>
        CommandLine.Of("OPTS", System.Text.Encoding.ASCII.GetBytes($"MODE Z LEVEL {link.Options.Compression!.Level}"));
}
