using Sealane.Client.Control;
using Sealane.Protocol;

namespace Sealane.Client.Files;

/// <summary>HASH (draft-bryan-ftpext-hash) or the X commands that came before it, whichever FEAT lists.</summary>
internal static class HashCommand
{
    // The name that HASH uses, the older command, and the bytes of a digest; the strongest first.
    private static readonly (HashFunction Function, string Name, string Command, int Bytes)[] s_functions =
    [
        (HashFunction.Sha256, "SHA-256", "XSHA256", 32),
        (HashFunction.Sha512, "SHA-512", "XSHA512", 64),
        (HashFunction.Sha1, "SHA-1", "XSHA1", 20),
        (HashFunction.Md5, "MD5", "XMD5", 16),
        (HashFunction.Crc32, "CRC32", "XCRC", 4),
    ];

    /// <summary>What the server offers, the strongest first.</summary>
    internal static IEnumerable<HashFunction> Offered(ServerFacts server)
    {
        string offered = server.ParametersOf("HASH") ?? "";
        return s_functions.Where(one => OffersByHash(offered, one.Name) || server.Has(one.Command)).Select(one => one.Function);
    }

    /// <summary>Null when the server offers no such function.</summary>
    internal static async Task<RemoteHash?> AskAsync(ControlLink link, string path, HashFunction? wanted, CancellationToken cancellation)
    {
        string offered = link.Server.ParametersOf("HASH") ?? "";
        foreach ((HashFunction function, string name, string command, int bytes) in s_functions)
        {
            if (wanted is not null && wanted != function)
            {
                continue;
            }

            if (OffersByHash(offered, name))
            {
                return await ByHashAsync(link, path, function, name, cancellation).ConfigureAwait(false);
            }

            if (link.Server.Has(command))
            {
                ServerReply reply = await ComputeAsync(link, CommandLine.Of(command, link.Names.Encode(path)), path, cancellation).ConfigureAwait(false);
                return HashReply.TryFindDigest(reply.Lines[^1].Span, bytes, out byte[] digest)
                    ? new RemoteHash(function, digest)
                    : throw FtpsException.Refusal(reply, $"{path}: the answer to {command} holds no hash");
            }
        }

        return null;
    }

    private static bool OffersByHash(string offered, string name) =>
        offered.Split([';', ' '], StringSplitOptions.RemoveEmptyEntries).Any(one => one.TrimEnd('*').Equals(name, StringComparison.OrdinalIgnoreCase));

    private static async Task<RemoteHash> ByHashAsync(ControlLink link, string path, HashFunction function, string name, CancellationToken cancellation)
    {
        if (link.HashFunction != name)
        {
            link.HashFunction = null;
            ServerReply chosen = await link.ExchangeAsync(CommandLine.Of("OPTS", System.Text.Encoding.ASCII.GetBytes($"HASH {name}")), cancellation).ConfigureAwait(false);
            if (chosen.Category != 2)
            {
                throw FtpsException.Refusal(chosen, $"OPTS HASH {name}");
            }

            link.HashFunction = name;
        }

        ServerReply reply = await ComputeAsync(link, CommandLine.Of("HASH", link.Names.Encode(path)), path, cancellation).ConfigureAwait(false);
        return HashReply.TryParse(reply.Lines[^1].Span, out HashResult? result) && result!.Algorithm.Equals(name, StringComparison.OrdinalIgnoreCase)
            ? new RemoteHash(function, result.Digest)
            : throw FtpsException.Refusal(reply, $"{path}: the answer to HASH is not understood");
    }

    // The server reads the whole file before it answers.
    private static async Task<ServerReply> ComputeAsync(ControlLink link, CommandLine command, string path, CancellationToken cancellation)
    {
        PendingReply[] pending = await link.Channel.SendAsync(command).ConfigureAwait(false);
        ServerReply reply = await link.AwaitAsync(pending[0].Final, cancellation, link.Options.StallTimeout).ConfigureAwait(false);
        return reply.Category == 2 ? reply : throw FtpsException.Refusal(reply, path);
    }
}
