namespace Sealane.Client.Mirroring;

/// <summary>The source of a mirror from server to server. Its clients are borrowed for a moment each, by workers that hold one of the target's.</summary>
/// <param name="pool">The server.</param>
/// <param name="top">The directory there, absolute.</param>
/// <param name="options">How often a failure of the network is tried again.</param>
internal sealed class SourceServer(FtpsClientPool pool, string top, MirrorOptions options)
{
    private readonly ServerTree _tree = new(top.Length > 1 ? top.TrimEnd('/') : top);
    private volatile bool _directFails;

    /// <summary>True once the servers have failed to copy a file between themselves.</summary>
    internal bool DirectFails
    {
        get => _directFails;
        set => _directFails = value;
    }

    internal FtpsClientPool Pool => pool;

    internal string PathOf(string relative) => _tree.PathOf(relative);

    /// <exception cref="FtpsException">There is no such directory.</exception>
    internal async Task RequireAsync(CancellationToken cancellation)
    {
        if (_tree.Top != "/" && await RunAsync((client, token) => client.FindAsync(_tree.Top, token), cancellation).ConfigureAwait(false) is null)
        {
            throw new FtpsException(FtpsFailure.NotAvailable, $"{_tree.Top}: no such directory at {pool.Options.Host}", connectionUsable: true) { Side = CopySide.Source };
        }
    }

    internal Task<TreeListing> ListAsync(string relative, CancellationToken cancellation) =>
        RunAsync((client, token) => _tree.ListAsync(client, relative, options.Links == MirrorLinks.Follow, token), cancellation);

    internal Task<IReadOnlyList<PlannedFile>> WithTimesAsync(string relative, IReadOnlyList<PlannedFile> files, CancellationToken cancellation) =>
        RunAsync((client, token) => _tree.WithTimesAsync(client, relative, files, token), cancellation);

    internal Task RemoveFileAsync(string relative, CancellationToken cancellation) => RunAsync(async (client, token) =>
    {
        await client.DeleteAsync(PathOf(relative), token).ConfigureAwait(false);
        return true;
    }, cancellation);

    internal Task RemoveEmptyDirectoryAsync(string relative, CancellationToken cancellation) => RunAsync(async (client, token) =>
    {
        Protocol.ServerReply[] replies = await _tree.RemoveDirectoriesAsync(client, [relative], token).ConfigureAwait(false);
        return replies[0].Category == 2 ? true : throw FtpsException.Refusal(replies[0], relative);
    }, cancellation);

    private async Task<T> RunAsync<T>(Func<FtpsClient, CancellationToken, Task<T>> work, CancellationToken cancellation)
    {
        for (int failures = 0; ; failures++)
        {
            try
            {
                return await pool.RunAsync(work, cancellation).ConfigureAwait(false);
            }
            catch (FtpsException e) when (e.IsTransient && !cancellation.IsCancellationRequested && failures < options.Retries)
            {
                await Task.Delay(options.RetryPause * Math.Pow(1.5, failures), pool.Options.Time, cancellation).ConfigureAwait(false);
            }
        }
    }
}
