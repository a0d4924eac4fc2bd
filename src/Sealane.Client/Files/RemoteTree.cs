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

            if (await ExistsAsync(link, directory, cancellation).ConfigureAwait(false))
            {
                break;
            }

            missing.Push(directory);
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
        (ServerReply reply, string from) = await WorkingDirectory.VisitAsync(link, directory, cancellation).ConfigureAwait(false);
        if (reply.Category != 2)
        {
            return false;
        }

        await WorkingDirectory.BackAsync(link, from, cancellation).ConfigureAwait(false);
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

        // Some servers show a link to a directory as the directory that it leads to. DELE removes a link, and a directory it refuses: so nothing outside is ever touched.
        foreach (RemoteEntry[] some in listing.Entries.Where(entry => entry.IsDirectory).Chunk(Batch))
        {
            string[] paths = [.. some.Select(entry => prefix + entry.Name)];
            ServerReply[] replies = await TryDeleteAsync(client, paths, cancellation).ConfigureAwait(false);
            for (int i = 0; i < paths.Length; i++)
            {
                if (replies[i].Category != 2)
                {
                    await RemoveAsync(client, paths[i], cancellation).ConfigureAwait(false);
                }
            }
        }

        foreach (RemoteEntry[] some in listing.Entries.Where(entry => !entry.IsDirectory).Chunk(Batch))
        {
            string[] paths = [.. some.Select(entry => prefix + entry.Name)];
            ServerReply[] replies = await TryDeleteAsync(client, paths, cancellation).ConfigureAwait(false);
            int refused = Array.FindIndex(replies, reply => reply.Category != 2);
            if (refused >= 0)
            {
                throw FtpsException.Refusal(replies[refused], paths[refused]);
            }
        }

        await client.RemoveDirectoryAsync(path, cancellation).ConfigureAwait(false);
    }

    private static Task<ServerReply[]> TryDeleteAsync(FtpsClient client, string[] paths, CancellationToken cancellation) => client.Core.RunAsync(
        link => link.ExchangeAllAsync([.. paths.Select(path => CommandLine.Of("DELE", link.Names.Encode(path)))], cancellation), cancellation);
}
