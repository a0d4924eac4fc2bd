using Sealane.Client.Transfers;

namespace Sealane.Client.Mirroring;

/// <summary>
/// Downloads one file: into <c>NAME.part</c>, which becomes the target when it is whole. A part of some size has a journal beside it, so that a later mirror goes on
/// with it if the server's file is still the same.
/// </summary>
internal sealed class FileFetch(MirrorContext context)
{
    private MirrorOptions Options => context.Options;

    internal async Task<(long Moved, TimeSpan Elapsed)> RunAsync(PooledClient lent, FileJob job, CancellationToken cancellation)
    {
        string target = context.Local.PathOf(job.TargetPath);
        string remote = context.Server.PathOf(job.Path);
        MirrorEntry source = job.Plan.Source;
        if (Options.LargeFiles is { } large && source.Length is { } size && size >= large.SmallestSize && !Options.Ascii)
        {
            return await FetchLargeAsync(lent, large, job, target, remote, size, cancellation).ConfigureAwait(false);
        }

        bool inPlace = job.Plan.Offset > 0;
        string path = inPlace ? target : target + MirrorPlanner.PartSuffix;
        bool resumable = !inPlace && !Options.Ascii && source is { Length: >= FileMover.WorthResuming, Modified: not null };
        var journal = new PartJournal(path, context.Pool.Options, remote, source.Length, source.Modified);
        TransferResult? result = null;
        try
        {
            FileStream file = Open(path);
            await using (file.ConfigureAwait(false))
            {
                if (Options.Opened is { } opened)
                {
                    await opened(file, cancellation).ConfigureAwait(false);
                }

                long offset = inPlace ? job.Plan.Offset : resumable && file.Length <= source.Length && journal.Matches() ? file.Length : 0;
                if (file.Length != offset)
                {
                    file.SetLength(offset);
                }

                if (resumable && offset == 0)
                {
                    journal.Write();
                }

                file.Position = offset;
                context.Tally.Tell(FileMover.Begin(job, offset, context));

                // A part that lacks nothing but its name: its writer ended at the very last moment.
                if (offset == 0 || offset != source.Length)
                {
                    result = await lent.Client.DownloadAsync(
                        remote, file,
                        new TransferOptions
                        {
                            Offset = offset,
                            Ascii = Options.Ascii,
                            ExpectedLength = source.Length,
                            MoreFollow = context.Queue.HasFile,
                            Progress = MirrorProgress.For(context.Tally, job),
                        },
                        cancellation).ConfigureAwait(false);
                }

                lent.CountTransfer(result?.Moved ?? 0);
                await FileMover.VerifyAsync(context, lent.Client, remote, file, cancellation).ConfigureAwait(false);
                Dress(file, source, job.Plan.Existing);
            }
        }
        catch (FtpsException e)
        {
            // Bytes that are wrong are no beginning to go on from.
            if (!inPlace && (!resumable || e.Failure == FtpsFailure.Verification))
            {
                Discard(path, journal);
            }

            throw;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw LocalTree.Failed(path, e);
        }
        catch (OperationCanceledException) when (!resumable && !inPlace)
        {
            Discard(path, journal);
            throw;
        }

        if (!inPlace)
        {
            Publish(path, target);
            if (resumable)
            {
                journal.Remove();
            }
        }

        return (result?.Moved ?? 0, result?.Elapsed ?? TimeSpan.Zero);
    }

    private async Task<(long Moved, TimeSpan Elapsed)> FetchLargeAsync(
        PooledClient lent, LargeFileFetch large, FileJob job, string target, string remote, long size, CancellationToken cancellation)
    {
        context.Tally.Tell(FileMover.Begin(job, 0, context));
        long start = context.Pool.Options.Time.GetTimestamp();
        string path = target + MirrorPlanner.PartSuffix;
        await large.FetchAsync(context.Pool, remote, size, path, cancellation).ConfigureAwait(false);
        FileStream file = Open(path);
        await using (file.ConfigureAwait(false))
        {
            // Whoever fetched it may have set its size before it had its bytes; that it returned says that it has them.
            if (file.Length != size)
            {
                throw new FtpsException(FtpsFailure.Verification, $"{remote}: {file.Length} bytes are here of {size}", connectionUsable: true);
            }

            await FileMover.VerifyAsync(context, lent.Client, remote, file, cancellation).ConfigureAwait(false);
            Dress(file, job.Plan.Source, job.Plan.Existing);
        }

        Publish(path, target);
        return (size, context.Pool.Options.Time.GetElapsedTime(start));
    }

    private static FileStream Open(string path)
    {
        try
        {
            // Whatever a link of that name leads to is not to be written.
            if (new FileInfo(path).LinkTarget is not null)
            {
                File.Delete(path);
            }

            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw LocalTree.Failed(path, e);
        }
    }

    // Time and bits of the source, before anybody can see the file.
    private void Dress(FileStream file, MirrorEntry source, MirrorEntry? existing)
    {
        if (Options.Permissions && !OperatingSystem.IsWindows())
        {
            int? mode = source.Mode is { } bits ? ModeRules.Wanted(bits, Options) | 0b110_000_000 : existing is { IsFile: true } ? existing.Mode : null;
            if (mode is { } wanted)
            {
                File.SetUnixFileMode(file.SafeFileHandle, (UnixFileMode)wanted);
            }
        }

        if (Options.Times && source.Modified is { } modified)
        {
            File.SetLastWriteTimeUtc(file.SafeFileHandle, modified);
        }
    }

    private static void Publish(string path, string target)
    {
        try
        {
            File.Move(path, target, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw LocalTree.Failed(target, e);
        }
    }

    private static void Discard(string path, PartJournal journal)
    {
        try
        {
            File.Delete(path);
            journal.Remove();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Left for the next mirror, which begins it anew: there is no journal that fits.
        }
    }
}
