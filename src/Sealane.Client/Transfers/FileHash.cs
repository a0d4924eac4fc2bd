namespace Sealane.Client.Transfers;

/// <summary>Compares local bytes with a hash that the server computes.</summary>
internal static class FileHash
{
    internal static async Task CompareAsync(FtpsClient client, string path, Stream local, HashFunction? function, CancellationToken cancellation)
    {
        RemoteHash hash = await client.HashAsync(path, function, cancellation).ConfigureAwait(false)
            ?? throw new FtpsException(FtpsFailure.NotSupported, $"{client.Options.Host} offers no {function?.ToString() ?? "hash (HASH, XSHA256, …)"}: {path} was moved, and its content cannot be compared.", client.IsConnected);
        if (!await hash.MatchesAsync(local, cancellation).ConfigureAwait(false))
        {
            throw new FtpsException(FtpsFailure.Verification,
                $"{path}: {hash.Function} of the server's file ({hash.Hex}) differs from the local one's. One of them is damaged or was changed; move it again.", client.IsConnected);
        }
    }
}
