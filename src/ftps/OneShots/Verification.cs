using System.CommandLine;
using Sealane.Client;

namespace Sealane.Shell.OneShots;

/// <summary>How the content of a transferred file is compared with the server's: <c>--verify[=HASH]</c>. Sizes are compared always.</summary>
/// <param name="ByHash">Whether the server is asked for a hash.</param>
/// <param name="Function">Which; null for the strongest that it offers.</param>
internal sealed record Verification(bool ByHash, HashFunction? Function)
{
    public static Option<string?> Option() => new("--verify")
    {
        Description = "Compare the content by a hash that the server computes: sha256, sha512, sha1, md5, crc32; the strongest it offers if none is named.",
        HelpName = "=HASH",
    };

    /// <exception cref="UsageFault">There is no such hash.</exception>
    public static Verification Parse(string? text) => text?.ToUpperInvariant() switch
    {
        null or "SIZE" => new Verification(false, null),
        "ANY" => new Verification(true, null),
        _ => new Verification(true, FunctionOf(text)),
    };

    /// <summary>What to say about a file that passed; null when only its size was compared.</summary>
    public string? Passed(FtpsClient client) => !ByHash ? null : (Function ?? client.HashFunctions[0]).ToString().ToLowerInvariant();

    /// <summary>Makes sure, before anything is moved, that the server can compute what is asked for.</summary>
    /// <exception cref="FtpsException">It cannot.</exception>
    public void Demand(FtpsClient client)
    {
        if (ByHash && (client.HashFunctions.Count == 0 || (Function is { } wanted && !client.HashFunctions.Contains(wanted))))
        {
            string offered = client.HashFunctions.Count == 0 ? "no hashes (HASH, XSHA256, …)" : $"no {Function.ToString()!.ToLowerInvariant()}, but {string.Join(", ", client.HashFunctions.Select(one => one.ToString().ToLowerInvariant()))}";
            throw new FtpsException(FtpsFailure.Verification, $"{client.Options.Host} computes {offered}, so --verify cannot be kept and nothing was moved. Without it sizes are compared", client.IsConnected);
        }
    }

    /// <exception cref="UsageFault">There is no such hash.</exception>
    public static HashFunction FunctionOf(string name) => name.Replace("-", "", StringComparison.Ordinal).ToUpperInvariant() switch
    {
        "SHA256" => HashFunction.Sha256,
        "SHA512" => HashFunction.Sha512,
        "SHA1" => HashFunction.Sha1,
        "MD5" => HashFunction.Md5,
        "CRC32" or "CRC" => HashFunction.Crc32,
        _ => throw new UsageFault($"'{name}' is no hash known here; there are sha256, sha512, sha1, md5 and crc32"),
    };
}
