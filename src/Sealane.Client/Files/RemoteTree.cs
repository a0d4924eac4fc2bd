using Sealane.Client.Control;
using Sealane.Protocol;

namespace Sealane.Client.Files;

/// <summary>Directories with what is above them and what is in them.</summary>
internal static class RemoteTree
{
    // Enough to fill the way to the server, few enough that neither side's buffers fill up with what nobody has read yet.
    private const int Batch = 32;

    internal static async Task CreateAsync(ControlLink link, string path, CancellationToken cancellation)
    {
        // From the bottom up until one exists or can be made, then down again: mostly one command.
        string[] parts = path.TrimEnd('/').Split('/');
        Stack<string> missing = new();
        ServerReply? refused = null;
        for (int count = parts.Length; count > 0; count--)
        {
            string directory = string.Join('/', parts[..count]);
            if (directory.Length == 0)
            {
                break;
            }

            ServerReply reply = await link.ExchangeAsync(CommandLine.Of("MKD", link.Names.Encode(directory)), cancellation).ConfigureAwait(false);
            if (reply.Category == 2)
            {
                break;
            }

            refused ??= reply;
            if (await ExistsAsync(link, directory, cancellation).ConfigureAwait(false))
            {
                break;
            }

            missing.Push(directory);
            refused = reply;
        }

        foreach (string directory in missing)
        {
            ServerReply reply = await link.ExchangeAsync(CommandLine.Of("MKD", link.Names.Encode(directory)), cancellation).ConfigureAwait(false);
            if (reply.Category != 2 && !await ExistsAsync(link, directory, cancellation).ConfigureAwait(false))
            {
                throw FtpsException.Refusal(reply, directory);
            }
        }
    }

    private static async Task<bool> ExistsAsync(ControlLink link, string directory, CancellationToken cancellation)
    {
        string home = link.Directory ??= await WorkingDirectory.AskAsync(link, cancellation).ConfigureAwait(false);
        ServerReply reply = await link.ExchangeAsync(CommandLine.Of("CWD", link.Names.Encode(directory)), cancellation).ConfigureAwait(false);
        if (reply.Category != 2)
        {
            return false;
        }

        await WorkingDirectory.ChangeAsync(link, home, cancellation).ConfigureAwait(false);
        link.Directory = home;
        return true;
    }

    /// <summary>Depth first; what a listing did not tell whole is not deleted around.</summary>
    internal static async Task RemoveAsync(FtpsClient client, string path, CancellationToken cancellation)
    {
        Listing listing = await client.GetListingAsync(path, cancellation).ConfigureAwait(false);
        if (listing.UnparsedLines > 0)
        {
            throw new FtpsException(FtpsFailure.Protocol,
                $"{path} was not removed: the server's listing of it holds {listing.UnparsedLines} lines that are not understood (the first: {listing.FirstUnparsed}).", client.IsConnected);
        }

        string prefix = path.EndsWith('/') ? path : path + "/";
        foreach (RemoteEntry directory in listing.Entries.Where(entry => entry.IsDirectory))
        {
            await RemoveAsync(client, prefix + directory.Name, cancellation).ConfigureAwait(false);
        }

        foreach (RemoteEntry[] some in listing.Entries.Where(entry => !entry.IsDirectory).Chunk(Batch))
        {
            await DeleteAsync(client, [.. some.Select(entry => prefix + entry.Name)], cancellation).ConfigureAwait(false);
        }

        await client.RemoveDirectoryAsync(path, cancellation).ConfigureAwait(false);
    }

    private static async Task DeleteAsync(FtpsClient client, string[] paths, CancellationToken cancellation) => _ = await client.Core.RunAsync(async link =>
    {
        ServerReply[] replies = await link.ExchangeAllAsync([.. paths.Select(path => CommandLine.Of("DELE", link.Names.Encode(path)))], cancellation).ConfigureAwait(false);
        int refused = Array.FindIndex(replies, reply => reply.Category != 2);
        return refused < 0 ? true : throw FtpsException.Refusal(replies[refused], paths[refused]);
    }, cancellation).ConfigureAwait(false);
}
