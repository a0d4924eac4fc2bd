namespace Sealane.Client.Mirroring;

/// <summary>Moves one file: told before and after, repeated when the network fails, compared by hash if asked for.</summary>
internal sealed class FileMover(MirrorContext context, MirrorSession session, TargetDirectories directories, MirrorFinish finish)
{
    // Smaller files are not worth resuming: they are sent again whole.
    internal const long WorthResuming = 256 * 1024;

    private MirrorOptions Options => context.Options;

    private MirrorTally Tally => context.Tally;

    internal async Task RunAsync(FileJob job, CancellationToken cancellation)
    {
        bool replaces = job.Plan.Existing is not null;
        try
        {
            if (job.Plan.AskHash && await session.RunAsync(job.Path, (lent, _) => IsSameAsync(lent.Client, job, cancellation), cancellation).ConfigureAwait(false))
            {
                Tally.Tell(new MirrorEvent(MirrorEventKind.Skipped, job.Path) { Skip = MirrorSkip.Same, Length = job.Plan.Source.Length });
                return;
            }

            await directories.NeedAsync(session, MirrorContext.ParentOf(job.TargetPath), cancellation).ConfigureAwait(false);
            if (Options.DryRun)
            {
                Tally.Tell(Begin(job, job.Plan.Offset), report => Count(report, replaces));
                await finish.UploadedAsync(session, job, cancellation).ConfigureAwait(false);
                await finish.RemoveSourceAsync(session, job.Path, cancellation).ConfigureAwait(false);
                return;
            }

            (long moved, TimeSpan elapsed) = await session.RunAsync(
                job.Path,
                (lent, attempt) => context.Source is { } source ? new FileRelay(context, source).RunAsync(lent, job, attempt, cancellation)
                    : context.Up ? new FileSend(context).RunAsync(lent, job, attempt, cancellation) : new FileFetch(context).RunAsync(lent, job, cancellation),
                cancellation).ConfigureAwait(false);
            Tally.Tell(
                Begin(job, 0) with { Kind = MirrorEventKind.Finished, Moved = moved, Elapsed = elapsed },
                report => Count(report, replaces) with { Bytes = report.Bytes + moved });
            if (context.Up)
            {
                await finish.UploadedAsync(session, job, cancellation).ConfigureAwait(false);
            }

            await finish.RemoveSourceAsync(session, job.Path, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is FtpsException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            Tally.Count(report => report with { Bytes = report.Bytes + (e is FtpsException known ? known.Moved : 0) });
            context.Fail(job.Path, e);
        }
    }

    private MirrorEvent Begin(FileJob job, long offset) => Begin(job, offset, context);

    internal static MirrorEvent Begin(FileJob job, long offset, MirrorContext context) => new(MirrorEventKind.Transferring, job.Path)
    {
        Mode = !context.Up && context.Options.Permissions && job.Plan.Source.Mode is { } bits && ModeRules.Wanted(bits, context.Options) is int wanted && wanted != ModeRules.OfNewFiles ? wanted : null,
        TargetPath = job.TargetPath, Replaces = job.Plan.Existing is not null, Length = job.Plan.Source.Length, Offset = offset,
    };

    private static MirrorReport Count(MirrorReport report, bool replaces) =>
        replaces ? report with { ModifiedFiles = report.ModifiedFiles + 1 } : report with { NewFiles = report.NewFiles + 1 };

    // Without a hash to ask for, the times decide, as they would have without asking.
    private async Task<bool> IsSameAsync(FtpsClient client, FileJob job, CancellationToken cancellation)
    {
        if (context.Source is { } source)
        {
            return await source.Pool.RunAsync((from, token) => FileRelay.IsSameAsync(from, source.PathOf(job.Path), client, context.Server.PathOf(job.TargetPath), token), cancellation).ConfigureAwait(false)
                ?? Options.IgnoreTime;
        }

        (string here, string there) = context.Up ? (job.Path, job.TargetPath) : (job.TargetPath, job.Path);
        if (await client.HashAsync(context.Server.PathOf(there), null, cancellation).ConfigureAwait(false) is not { } hash)
        {
            return Options.IgnoreTime;
        }

        FileStream file = File.OpenRead(context.Local.PathOf(here));
        await using (file.ConfigureAwait(false))
        {
            return await hash.MatchesAsync(file, cancellation).ConfigureAwait(false);
        }
    }

    internal static async Task VerifyAsync(MirrorContext context, FtpsClient client, string remote, Stream local, CancellationToken cancellation)
    {
        if (context.Options.Verify == MirrorVerification.None || context.Options.Ascii
            || (context.Options.Verify == MirrorVerification.WhenPossible && client.HashFunctions.Count == 0))
        {
            return;
        }

        local.Position = 0;
        await Transfers.FileHash.CompareAsync(client, remote, local, null, cancellation).ConfigureAwait(false);
    }
}

/// <summary>Makes events of a transfer's progress.</summary>
internal sealed class MirrorProgress(MirrorTally tally, FileJob job) : IProgress<TransferProgress>
{
    internal static IProgress<TransferProgress>? For(MirrorTally tally, FileJob job) => tally.Listens ? new MirrorProgress(tally, job) : null;

    public void Report(TransferProgress value) => tally.Tell(new MirrorEvent(MirrorEventKind.Progress, job.Path)
    {
        TargetPath = job.TargetPath, Length = job.Plan.Source.Length, Offset = value.Position - value.Moved, Moved = value.Moved, Elapsed = value.Elapsed,
    });
}
