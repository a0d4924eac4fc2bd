namespace Sealane.Client.Mirroring;

/// <summary>Uploads one file.</summary>
internal sealed class FileSend(MirrorContext context)
{
    private MirrorOptions Options => context.Options;

    internal async Task<(long Moved, TimeSpan Elapsed)> RunAsync(PooledClient lent, FileJob job, int attempt, CancellationToken cancellation)
    {
        FtpsClient client = lent.Client;
        string remote = context.Server.PathOf(job.TargetPath);
        MirrorEntry source = job.Plan.Source;
        Stream file = Open(context.Local.PathOf(job.Path), source);
        await using (file.ConfigureAwait(false))
        {
            if (Options.Opened is { } opened && file is FileStream real)
            {
                await opened(real, cancellation).ConfigureAwait(false);
            }

            long offset = attempt == 1 ? job.Plan.Offset : await ArrivedAsync(client, remote, job, file.Length, cancellation).ConfigureAwait(false);
            await MakeRoomAsync(client, remote, job, offset, attempt, cancellation).ConfigureAwait(false);

            file.Position = offset;
            context.Tally.Tell(FileMover.Begin(job, offset, context));
            TransferResult result = await client.UploadAsync(
                file, remote,
                new TransferOptions
                {
                    Offset = offset,
                    Ascii = Options.Ascii,
                    MoreFollow = context.Queue.HasFile,
                    Progress = MirrorProgress.For(context.Tally, job),
                },
                cancellation).ConfigureAwait(false);
            lent.CountTransfer(result.Moved);
            await FileMover.VerifyAsync(context, client, remote, file, cancellation).ConfigureAwait(false);
            return (result.Moved, result.Elapsed);
        }
    }

    /// <summary>Removes what is to be replaced, where that was asked for.</summary>
    internal async Task MakeRoomAsync(FtpsClient client, string remote, FileJob job, long offset, int attempt, CancellationToken cancellation)
    {
        if (Options.RemoveBeforeReplacing && job.Plan.Existing is not null && offset == 0 && attempt == 1)
        {
            await client.DeleteAsync(remote, cancellation).ConfigureAwait(false);
            context.Tally.Tell(new MirrorEvent(MirrorEventKind.Removed, job.TargetPath) { Length = job.Plan.Existing.Length, Replaces = true });
        }
    }

    private static Stream Open(string path, MirrorEntry source)
    {
        // A pipe or a device has no size either, and opening one waits for somebody else.
        if (source.Length == 0)
        {
            return new MemoryStream();
        }

        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.Asynchronous | FileOptions.SequentialScan);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw LocalTree.Failed(path, e);
        }
    }

    /// <summary>What the server has of it is what this mirror sent before the network failed it.</summary>
    internal async Task<long> ArrivedAsync(FtpsClient client, string remote, FileJob job, long length, CancellationToken cancellation)
    {
        if (Options.Ascii || length < FileMover.WorthResuming)
        {
            return job.Plan.Offset;
        }

        try
        {
            long size = await client.GetSizeAsync(remote, cancellation).ConfigureAwait(false);
            return size < length && (size >= job.Plan.Offset) && (job.Plan.Existing is null || size != job.Plan.Existing.Length || job.Plan.Offset > 0) ? size : job.Plan.Offset;
        }
        catch (FtpsException e) when (e.ConnectionUsable)
        {
            // Nothing there, or no SIZE: from the beginning.
            return job.Plan.Offset;
        }
    }
}
