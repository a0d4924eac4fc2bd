using System.CommandLine;
using System.Security.Cryptography;
using Sealane.Client;
using Sealane.Shell.OneShots.Events;

namespace Sealane.Shell.OneShots.Verbs;

/// <summary><c>ftps hash URL…</c>: the hash that the server computes, in the form of sha256sum.</summary>
internal static class HashVerb
{
    private static readonly Argument<string[]> s_urls = new("URL") { Description = "ftp://[USER@]HOST/PATH", Arity = ArgumentArity.OneOrMore };
    private static readonly Option<string?> s_algorithm = new("--algorithm", "-a") { Description = "sha256, sha512, sha1, md5 or crc32; the strongest that the server offers if none is named.", HelpName = "sha256|sha512|sha1|md5|crc32" };
    private static readonly Option<bool> s_download = new("--download") { Description = "Compute it here from the downloaded bytes: for servers that cannot, or are not believed." };

    public static Frame Build() => new Frame("hash", "print hashes of files").With(s_urls, s_algorithm, s_download);

    public static Task<int> RunAsync(string[] words) => Build().RunAsync(words, run =>
    {
        RemoteUrl[] urls = [.. run.Words.GetValue(s_urls)!.Select(RemoteUrl.Parse)];
        HashFunction? function = run.Words.GetValue(s_algorithm) is { } name ? Verification.FunctionOf(name) : null;
        bool downloads = run.Words.GetValue(s_download);
        return downloads && function == HashFunction.Crc32
            ? throw new UsageFault("crc32 is computed by servers only; with --download use sha256")
            : run.ForEachAsync(urls, url => url, parallel: 1, async (connections, url) =>
            {
                (HashFunction used, string hex) = await connections.UseAsync(
                    url,
                    (client, _) => downloads ? DownloadAsync(run, client, url, function ?? HashFunction.Sha256) : AskAsync(run, client, url, function),
                    run.Cancellation);
                run.Report.Tell(new HashEvent(url.CleanPath, used.ToString().ToLowerInvariant(), hex, downloads ? "here" : "server"));
                run.Report.Count();
            });
    });

    private static async Task<(HashFunction Function, string Hex)> AskAsync(Run run, FtpsClient client, RemoteUrl url, HashFunction? function)
    {
        RemoteHash hash = await client.HashAsync(url.CleanPath, function, run.Cancellation) ?? throw new FtpsException(
            FtpsFailure.NotSupported,
            client.HashFunctions.Count > 0
                ? $"{url.Host} computes no {function?.ToString().ToLowerInvariant()}; it offers {string.Join(", ", client.HashFunctions.Select(one => one.ToString().ToLowerInvariant()))}"
                : $"{url.Host} computes no hashes (HASH, XSHA256, …); ftps hash --download {url} computes one here",
            client.IsConnected);
        return (hash.Function, hash.Hex);
    }

    private static async Task<(HashFunction Function, string Hex)> DownloadAsync(Run run, FtpsClient client, RemoteUrl url, HashFunction function)
    {
        using var hash = IncrementalHash.CreateHash(function switch
        {
            HashFunction.Sha512 => HashAlgorithmName.SHA512,
            HashFunction.Sha1 => HashAlgorithmName.SHA1,
            HashFunction.Md5 => HashAlgorithmName.MD5,
            _ => HashAlgorithmName.SHA256,
        });
        await using Stream stream = await client.OpenReadAsync(url.CleanPath, 0, run.Cancellation);
        byte[] buffer = new byte[64 * 1024];
        for (int count; (count = await stream.ReadAsync(buffer, run.Cancellation)) > 0;)
        {
            hash.AppendData(buffer, 0, count);
        }

        return (function, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }
}
