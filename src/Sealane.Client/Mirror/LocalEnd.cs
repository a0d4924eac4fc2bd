namespace Sealane.Client.Mirroring;

/// <summary>What a download does last: links, then the bits and times of directories, the deepest first.</summary>
internal sealed class LocalEnd(MirrorContext context)
{
    private MirrorOptions Options => context.Options;

    /// <summary>Gives the links of the source that were made.</summary>
    internal IReadOnlyList<string> Run()
    {
        List<string> made = [];
        foreach ((string path, string source, PlannedEntry plan) in context.Links)
        {
            if (MakeLink(path, plan))
            {
                made.Add(source);
            }
        }

        if (Options.DryRun || Options.Flat)
        {
            return made;
        }

        foreach (DirectoryJob job in context.Directories.Reverse())
        {
            if (job.Source is { } source && context.Local.Exists(job.TargetPath))
            {
                Dress(job.TargetPath, source);
            }
        }

        return made;
    }

    private bool MakeLink(string path, PlannedEntry plan)
    {
        bool replaces = plan.Existing is not null;
        try
        {
            if (!Options.DryRun)
            {
                _ = context.Local.MakeDirectory(MirrorContext.ParentOf(path));
                context.Local.MakeLink(path, plan.Source.LinkTarget!, replaces);
            }

            context.Tally.Tell(
                new MirrorEvent(MirrorEventKind.MakingLink, path) { IsLink = true, LinkTarget = plan.Source.LinkTarget, Replaces = replaces },
                report => replaces ? report with { ModifiedLinks = report.ModifiedLinks + 1 } : report with { NewLinks = report.NewLinks + 1 });
            return true;
        }
        catch (FtpsException e)
        {
            context.Fail(path, e);
            return false;
        }
    }

    private void Dress(string path, MirrorEntry source)
    {
        try
        {
            if (Options.Permissions && source.Mode is { } mode)
            {
                // We must be able to come back.
                context.Local.SetMode(path, ModeRules.Wanted(mode, Options) | 0b111_000_000);
            }

            if (Options.Times && source.Modified is { } modified)
            {
                context.Local.SetDirectoryTime(path, modified);
            }
        }
        catch (FtpsException e)
        {
            context.Tally.Tell(new MirrorEvent(MirrorEventKind.Warning, path) { Message = e.Message, Error = e, IsDirectory = true });
        }
    }
}
