using Sealane.Client.Control;
using Sealane.Client.Files;
using Sealane.Client.Listings;
using Sealane.Protocol;

namespace Sealane.Client.Mirroring;

/// <summary>The tree on the server: paths relative to its top, answers for many names in one flight where the server bears it.</summary>
internal sealed class ServerTree(string top)
{
    // Enough to fill the way to the server, few enough that neither side's buffers fill up with what nobody has read yet.
    internal const int Batch = 32;

    private readonly string _prefix = top.EndsWith('/') ? top : top + "/";

    internal string Top => top;

    internal string PathOf(string relative) => relative.Length == 0 ? top : _prefix + relative;

    internal async Task<TreeListing> ListAsync(FtpsClient client, string relative, bool follow, CancellationToken cancellation)
    {
        string path = PathOf(relative);
        Listing listing = await client.GetListingAsync(path, cancellation).ConfigureAwait(false);
        List<MirrorEntry> entries = [.. listing.Entries.Select(MirrorEntry.Of)];
        if (follow)
        {
            for (int i = 0; i < entries.Count; i++)
            {
                if (entries[i].IsLink)
                {
                    entries[i] = await FollowAsync(client, $"{path.TrimEnd('/')}/{entries[i].Name}", entries[i], cancellation).ConfigureAwait(false);
                }
            }
        }

        return new TreeListing(entries, listing.UnparsedLines > 0 ? $"{listing.UnparsedLines} lines of the server's listing are not understood (the first: {listing.FirstUnparsed})"
            : !listing.EndedInOrder ? "the server's listing ended without a goodbye and may have been cut short"
            : null);
    }

    // SIZE and CWD follow links; MLST describes them.
    private static Task<MirrorEntry> FollowAsync(FtpsClient client, string path, MirrorEntry link, CancellationToken cancellation) =>
        client.Core.RunAsync(async control =>
        {
            RemoteEntry found = await EntryProbe.AskAsync(control, path, new RemoteEntry { Name = link.Name }, cancellation).ConfigureAwait(false);
            return found.Kind is null ? link : MirrorEntry.Of(found);
        }, cancellation, anywhere: true);

    /// <summary>Exact times of files whose listing shows only minutes or days; the others as they are.</summary>
    internal async Task<IReadOnlyList<PlannedFile>> WithTimesAsync(FtpsClient client, string relative, IReadOnlyList<PlannedFile> files, CancellationToken cancellation)
    {
        if (!client.Server.Has("MDTM") || files.All(file => file.Source.Precision >= TimePrecision.Second))
        {
            return files;
        }

        string prefix = relative.Length == 0 ? _prefix : _prefix + relative + "/";
        List<PlannedFile> exact = new(files.Count);
        foreach (PlannedFile[] some in files.Chunk(Batch))
        {
            ServerReply[] replies = await AllAsync(client, some, (link, file) => CommandLine.Of("MDTM", link.Names.Encode(prefix + file.Source.Name)), cancellation).ConfigureAwait(false);
            exact.AddRange(some.Select((file, i) => replies[i].Code == ReplyCode.FileStatus && FileStatusReply.TryParseTime(replies[i].Lines[^1].Span, out DateTime utc)
                ? file with { Source = file.Source with { Modified = utc, Precision = TimePrecision.Second } }
                : file));
        }

        return exact;
    }

    /// <summary>Makes directories, each of which lies in one that exists or is made before it. Null for those that were made, the refusal for others.</summary>
    internal Task<ServerReply[]> MakeDirectoriesAsync(FtpsClient client, IReadOnlyList<string> directories, CancellationToken cancellation) =>
        AllAsync(client, directories, (link, directory) => CommandLine.Of("MKD", link.Names.Encode(PathOf(directory))), cancellation);

    internal Task<ServerReply[]> RemoveFilesAsync(FtpsClient client, IReadOnlyList<string> files, CancellationToken cancellation) =>
        AllAsync(client, files, (link, file) => CommandLine.Of("DELE", link.Names.Encode(PathOf(file))), cancellation);

    internal Task<ServerReply[]> RemoveDirectoriesAsync(FtpsClient client, IReadOnlyList<string> directories, CancellationToken cancellation) =>
        AllAsync(client, directories, (link, directory) => CommandLine.Of("RMD", link.Names.Encode(PathOf(directory))), cancellation, anywhere: false);

    internal Task<ServerReply[]> SetModesAsync(FtpsClient client, IReadOnlyList<(string Path, int Mode)> files, CancellationToken cancellation) =>
        AllAsync(client, files, (link, file) => CommandLine.Of("SITE", [.. System.Text.Encoding.ASCII.GetBytes($"CHMOD {Convert.ToString(file.Mode, 8)} "), .. link.Names.Encode(PathOf(file.Path))]), cancellation);

    /// <summary>Sets times; null when the server has no command for it.</summary>
    internal async Task<ServerReply[]?> SetTimesAsync(FtpsClient client, IReadOnlyList<(string Path, DateTime Utc)> files, CancellationToken cancellation)
    {
        while (await client.Core.RunAsync(link => Task.FromResult(TimeCommand.For(link, "x", DateTime.UnixEpoch)), cancellation, anywhere: true).ConfigureAwait(false) is { } form)
        {
            ServerReply[] replies = await AllAsync(client, files, (link, file) => TimeCommand.For(link, PathOf(file.Path), file.Utc)!.Value, cancellation).ConfigureAwait(false);
            if (!Array.TrueForAll(replies, reply => reply.Category != 2)
                || !await client.Core.RunAsync(link => Task.FromResult(TimeCommand.HasOtherForm(link, form, replies[0])), cancellation, anywhere: true).ConfigureAwait(false))
            {
                return replies;
            }
        }

        return null;
    }

    private static async Task<ServerReply[]> AllAsync<T>(FtpsClient client, IReadOnlyList<T> items, Func<ControlLink, T, CommandLine> command, CancellationToken cancellation, bool anywhere = true)
    {
        List<ServerReply> replies = new(items.Count);
        foreach (T[] some in items.Chunk(Batch))
        {
            replies.AddRange(await client.Core.RunAsync(
                link => link.ExchangeAllAsync([.. some.Select(item => command(link, item))], cancellation), cancellation, anywhere).ConfigureAwait(false));
        }

        return [.. replies];
    }
}
