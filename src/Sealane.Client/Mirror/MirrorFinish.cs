namespace Sealane.Client.Mirroring;

/// <summary>
/// What comes behind the transfers, in batches: permission bits, times, removal of sources. Whoever fills a batch sends all that waits.
/// </summary>
internal sealed class MirrorFinish(MirrorContext context, ModeBatch modes)
{
    private readonly TimeBatch _times = new(context);
    private readonly SourceRemoval _sources = new(context);

    /// <summary>Files that need no transfer may still need permission bits, and their sources to be removed.</summary>
    internal async Task SameAsync(MirrorSession session, DirectoryJob job, DirectoryPlan plan, CancellationToken cancellation)
    {
        foreach (PlannedEntry same in plan.Same)
        {
            string target = context.Options.Flat ? same.TargetName : MirrorContext.Join(job.TargetPath, same.TargetName);
            if (!context.Up && !same.Source.IsLink)
            {
                modes.SetHere(target, same.Source.Mode, same.Existing!);
            }
            else if (context.Up && modes.Add(target, same.Source.Mode, same.Existing))
            {
                await SendAsync(session, cancellation).ConfigureAwait(false);
            }

            await RemoveSourceAsync(session, MirrorContext.Join(job.Path, same.Source.Name), cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>A file has arrived at the server.</summary>
    internal async Task UploadedAsync(MirrorSession session, FileJob job, CancellationToken cancellation)
    {
        bool full = _times.Add(job.TargetPath, job.Plan.Source.Modified);
        full |= modes.Add(job.TargetPath, job.Plan.Source.Mode, job.Plan.Existing);
        if (full)
        {
            await SendAsync(session, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>A source file is not needed any more.</summary>
    internal async Task RemoveSourceAsync(MirrorSession session, string path, CancellationToken cancellation)
    {
        if (await _sources.AddAsync(path, cancellation).ConfigureAwait(false))
        {
            await SendAsync(session, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>The last batches.</summary>
    internal Task EndAsync(MirrorSession session, CancellationToken cancellation)
    {
        modes.AddLast();
        return SendAsync(session, cancellation);
    }

    /// <summary>Behind everything else: source directories that are empty now.</summary>
    internal Task RemoveSourceDirectoriesAsync(MirrorSession session, CancellationToken cancellation) => _sources.RemoveDirectoriesAsync(session, cancellation);

    private async Task SendAsync(MirrorSession session, CancellationToken cancellation)
    {
        ((string Path, int Mode, bool IsNew)[] bits, (string Path, DateTime Utc)[] times, string[] sources) = (modes.Take(), _times.Take(), _sources.Take());

        // Bits first: changing them may change nothing else, but some servers touch the time.
        await modes.SendAsync(session, bits, cancellation).ConfigureAwait(false);
        await _times.SendAsync(session, times, cancellation).ConfigureAwait(false);
        await _sources.SendAsync(session, sources, cancellation).ConfigureAwait(false);
    }
}
