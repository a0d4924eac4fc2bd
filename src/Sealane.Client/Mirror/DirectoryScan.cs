using Sealane.Protocol;

namespace Sealane.Client.Mirroring;

/// <summary>Compares one directory and puts what follows from it into the queue.</summary>
internal sealed class DirectoryScan(MirrorContext context, MirrorSession session, TargetDirectories directories, MirrorFinish finish)
{
    // Links that are followed may lead in circles.
    private const int Deepest = 100;

    private MirrorOptions Options => context.Options;

    private MirrorTally Tally => context.Tally;

    internal async Task RunAsync(DirectoryJob job, CancellationToken cancellation)
    {
        Tally.Tell(new MirrorEvent(MirrorEventKind.Scanning, job.Path) { IsDirectory = true, TargetPath = job.TargetPath }, report => report with { Directories = report.Directories + 1 });
        TreeListing source;
        TreeListing target;
        try
        {
            (source, target) = (await ListAsync(job.Path, context.Up, cancellation).ConfigureAwait(false),
                job.TargetExists ? await ListAsync(job.TargetPath, !context.Up, cancellation).ConfigureAwait(false) : TreeListing.Empty);
        }
        catch (FtpsException e) when (job.Path.Length > 0)
        {
            context.Fail(job.Path, e, isDirectory: true);
            return;
        }

        context.Directories.Enqueue(job);
        context.CountTargetFiles(target.Entries.Count(entry => !entry.IsDirectory));
        DirectoryPlan plan = context.Planner.Plan(job.Path, source, target);
        Tally.Count(report => report with { Files = report.Files + plan.FileCount, Links = report.Links + plan.LinkCount });
        TellLeftOut(job, plan);
        TakeExtra(job, plan, source.Doubt ?? target.Doubt);
        await finish.SameAsync(session, job, plan, cancellation).ConfigureAwait(false);
        foreach (PlannedEntry link in plan.Links)
        {
            context.Links.Enqueue((Options.Flat ? link.TargetName : MirrorContext.Join(job.TargetPath, link.TargetName), MirrorContext.Join(job.Path, link.Source.Name), link));
        }

        foreach (PlannedEntry late in plan.LateDirectories)
        {
            context.LateDirectories.Enqueue(new DirectoryJob(MirrorContext.Join(job.Path, late.Source.Name), MirrorContext.Join(job.TargetPath, late.TargetName), late.Source, TargetExists: false));
        }

        IReadOnlyList<PlannedFile> files = plan.LateFiles.Count == 0 ? plan.Files : [.. plan.Files, .. plan.LateFiles];
        if ((!context.Up || context.Source is not null) && Options.Times && !Options.DryRun && files.Count > 0)
        {
            files = context.Source is { } other ? await other.WithTimesAsync(job.Path, files, cancellation).ConfigureAwait(false) : await session.RunAsync(job.Path, (lent, _) => context.Server.WithTimesAsync(lent.Client, job.Path, files, cancellation), cancellation).ConfigureAwait(false);
        }

        DirectoryJob[] below = await MakeDirectoriesAsync(job, plan.Directories, cancellation).ConfigureAwait(false);
        FileJob[] jobs = [.. files.Select(file => new FileJob(
            MirrorContext.Join(job.Path, file.Source.Name), Options.Flat ? file.TargetName : MirrorContext.Join(job.TargetPath, file.TargetName), file))];
        context.Queue.Add(below, jobs.Take(plan.Files.Count));
        foreach (FileJob late in jobs.Skip(plan.Files.Count))
        {
            context.LateFiles.Enqueue(late);
        }

        Tally.Tell(new MirrorEvent(MirrorEventKind.Scanned, job.Path) { IsDirectory = true, TargetPath = job.TargetPath });
    }

    private async Task<TreeListing> ListAsync(string path, bool local, CancellationToken cancellation) => local
        ? context.Source is { } other ? await other.ListAsync(path, cancellation).ConfigureAwait(false) : context.Local.List(path)
        : await session.RunAsync(path, (lent, _) => context.Server.ListAsync(lent.Client, path, !context.Up && Options.Links == MirrorLinks.Follow, cancellation), cancellation).ConfigureAwait(false);

    private void TellLeftOut(DirectoryJob job, DirectoryPlan plan)
    {
        foreach (SkippedEntry skipped in plan.Skipped)
        {
            Tally.Tell(new MirrorEvent(MirrorEventKind.Skipped, MirrorContext.Join(job.Path, skipped.Source.Name))
            {
                Skip = skipped.Reason, IsDirectory = skipped.Source.IsDirectory, IsLink = skipped.Source.IsLink, Length = skipped.Source.Length,
            });
            if (skipped.Reason != MirrorSkip.Same)
            {
                context.Keep(job.Path);
            }
        }

        foreach (ImpossibleEntry impossible in plan.Impossible)
        {
            string path = MirrorContext.Join(job.Path, impossible.Source.Name);
            context.Fail(path, new FtpsException(FtpsFailure.NotAvailable, $"{path}: {impossible.Why}", connectionUsable: true), impossible.Source.IsDirectory);
        }
    }

    private void TakeExtra(DirectoryJob job, DirectoryPlan plan, string? doubt)
    {
        // A flat target is compared with many directories, one after the other: each of them has only some of its files.
        doubt ??= Options.Flat ? "the target is flat, and what belongs into it is spread over the source" : null;
        if (doubt is not null)
        {
            if (Options.Delete && (plan.Extra.Count > 0 || !Options.Flat))
            {
                Tally.Withhold(job.Path, doubt);
            }

            context.Keep(job.Path);
            return;
        }

        foreach (MirrorEntry extra in plan.Extra)
        {
            string path = MirrorContext.Join(job.TargetPath, extra.Name);
            if (Options.Delete)
            {
                context.Extra.Enqueue((path, extra));
                continue;
            }

            Tally.Tell(
                new MirrorEvent(MirrorEventKind.ToBeRemoved, path) { IsDirectory = extra.IsDirectory, IsLink = extra.IsLink, Length = extra.Length },
                report => extra.IsDirectory ? report with { ExtraDirectories = report.ExtraDirectories + 1 }
                    : extra.IsLink ? report with { ExtraLinks = report.ExtraLinks + 1 }
                    : report with { ExtraFiles = report.ExtraFiles + 1 });
        }
    }

    private async Task<DirectoryJob[]> MakeDirectoriesAsync(DirectoryJob job, List<PlannedEntry> planned, CancellationToken cancellation)
    {
        DirectoryJob[] below = [.. planned.Select(one => new DirectoryJob(
            MirrorContext.Join(job.Path, one.Source.Name),
            Options.Flat ? "" : MirrorContext.Join(job.TargetPath, one.TargetName),
            one.Source,
            TargetExists: Options.Flat ? job.TargetExists : one.Existing is not null))];
        if (Options.Links == MirrorLinks.Follow && job.Path.Count(c => c == '/') >= Deepest)
        {
            foreach (DirectoryJob one in below)
            {
                context.Fail(one.Path, new FtpsException(FtpsFailure.NotAvailable, $"{one.Path}: more than {Deepest} directories deep: links that lead in a circle, it seems", connectionUsable: true), isDirectory: true);
            }

            return [];
        }

        DirectoryJob[] missing = Options.Flat || Options.NoEmptyDirectories ? [] : [.. below.Where(one => !one.TargetExists)];
        HashSet<DirectoryJob> failed = await directories.MakeAsync(session, missing, cancellation).ConfigureAwait(false);
        return failed.Count == 0 ? below : [.. below.Where(one => !failed.Contains(one))];
    }
}
