using Sealane.Protocol;

namespace Sealane.Client.Mirroring;

/// <summary>Decides what is to be done with a directory from what both sides hold. Touches neither.</summary>
/// <param name="options">The user's wishes.</param>
/// <param name="up">True towards the server.</param>
/// <param name="obstacle">Says why the target cannot hold a name; null where it can.</param>
/// <param name="ignoresCase">The target takes <c>a</c> and <c>A</c> for one name.</param>
internal sealed class MirrorPlanner(MirrorOptions options, bool up, bool ignoresCase, Func<string, string?>? obstacle = null)
{
    internal const string PartSuffix = ".part";
    internal const string JournalSuffix = ".part.journal";

    private readonly TransferOrder _order = new(options.Order, options.SortBy, options.SortDescending);

    /// <param name="path">The directory, relative to the top; empty for the top.</param>
    /// <param name="source">What the source holds.</param>
    /// <param name="target">What the target holds.</param>
    internal DirectoryPlan Plan(string path, TreeListing source, TreeListing target)
    {
        var plan = new DirectoryPlan();
        var there = new TargetNames(target.Entries, ignoresCase);
        HashSet<string> taken = new(ignoresCase ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        HashSet<string> parts = [];
        if (up)
        {
            parts = [.. source.Entries.Where(entry => entry.Name.EndsWith(JournalSuffix, StringComparison.Ordinal)).SelectMany(entry => (string[])[entry.Name, entry.Name[..^8]])];
        }

        (MirrorEntry Entry, string Wanted, MirrorEntry? Existing)[] all =
            [.. source.Entries.OrderBy(entry => entry.Name, StringComparer.Ordinal).Select(entry => (entry, up ? entry.Name : LocalName.Of(entry.Name))).Select(one => (one.entry, one.Item2, there.Take(one.Item2)))];
        foreach ((MirrorEntry entry, string wanted, MirrorEntry? exact) in all)
        {
            MirrorEntry? existing = exact ?? there.TakeAlike(wanted);
            if (Excludes(entry, path, parts) is not MirrorSkip.None and MirrorSkip reason)
            {
                plan.Skipped.Add(new SkippedEntry(entry, reason));
                if (existing is not null && reason == MirrorSkip.Excluded && options.DeleteExcluded)
                {
                    plan.Extra.Add(existing);
                }

                continue;
            }

            string name = existing?.Name ?? wanted;
            if (obstacle?.Invoke(name) is { } why)
            {
                plan.Impossible.Add(new ImpossibleEntry(entry, why));
                continue;
            }

            if (!taken.Add(name))
            {
                plan.Impossible.Add(new ImpossibleEntry(entry, $"another file here has the same name to the target, which does not tell capital letters from small ones ({name}); only the first was taken"));
                continue;
            }

            Add(plan, path, entry, name, existing);
        }

        foreach (MirrorEntry left in there.Left)
        {
            if (options.DeleteExcluded || (options.Filter.Includes(PathOf(path, left)) && !IsPartOf(left, taken)))
            {
                plan.Extra.Add(left);
            }
        }

        Sort(plan);
        return plan;
    }

    private MirrorSkip Excludes(MirrorEntry entry, string path, HashSet<string> parts) =>
        parts.Contains(entry.Name) ? MirrorSkip.Part
        : !options.Filter.Includes(PathOf(path, entry)) ? MirrorSkip.Excluded
        : entry.Kind == EntryKind.Other ? MirrorSkip.Special
        : options.SkipUnreadable && !entry.IsReadable ? MirrorSkip.Unreadable
        : MirrorSkip.None;

    private static string PathOf(string path, MirrorEntry entry) => (path.Length == 0 ? entry.Name : $"{path}/{entry.Name}") + (entry.IsDirectory ? "/" : "");

    // The beginning of a download of ours is no extra file.
    private bool IsPartOf(MirrorEntry entry, HashSet<string> taken) =>
        !up && ((entry.Name.EndsWith(PartSuffix, StringComparison.Ordinal) && taken.Contains(entry.Name[..^PartSuffix.Length]))
            || (entry.Name.EndsWith(JournalSuffix, StringComparison.Ordinal) && taken.Contains(entry.Name[..^JournalSuffix.Length])));

    private void Add(DirectoryPlan plan, string path, MirrorEntry entry, string name, MirrorEntry? existing)
    {
        if (entry.IsDirectory)
        {
            AddDirectory(plan, path, entry, name, existing);
        }
        else if (entry.IsLink)
        {
            AddLink(plan, path, entry, name, existing);
        }
        else
        {
            AddFile(plan, path, entry, name, existing);
        }
    }

    // Deleting was asked for: what is in the way goes with the other extra files, counted and limited as they are.
    private bool GivesWay(DirectoryPlan plan, string path, MirrorEntry existing)
    {
        if (!options.Delete || options.Flat || options.OnlyMissing || (!options.DeleteExcluded && !options.Filter.Includes(PathOf(path, existing))))
        {
            return false;
        }

        plan.Extra.Add(existing);
        return true;
    }

    private void AddDirectory(DirectoryPlan plan, string path, MirrorEntry entry, string name, MirrorEntry? existing)
    {
        // A link at a server may well lead to a directory; here it could lead anywhere.
        if (existing is { IsDirectory: false } && !(up && existing.IsLink))
        {
            if (options.Recursion == MirrorRecursion.Always && GivesWay(plan, path, existing))
            {
                plan.LateDirectories.Add(new PlannedEntry(entry, name, null));
                return;
            }

            plan.Impossible.Add(new ImpossibleEntry(entry, existing.IsLink
                ? "the target is a symbolic link, which is not followed; remove it, or mirror into what it leads to"
                : "the target is a file, not a directory; remove or rename it"));
            return;
        }

        bool enters = options.Recursion switch
        {
            MirrorRecursion.Never => false,
            MirrorRecursion.Missing => existing is null,
            MirrorRecursion.Newer => existing is null || entry.Modified is null || existing.Modified is null
                || entry.Modified - existing.Modified > SameFile.Tolerance(entry, existing, options),
            _ => true,
        };
        if (enters && !(options.OnlyExisting && existing is null))
        {
            plan.Directories.Add(new PlannedEntry(entry, name, existing));
        }
        else
        {
            plan.Skipped.Add(new SkippedEntry(entry, enters ? MirrorSkip.Missing : MirrorSkip.NotRecursive));
        }
    }

    private void AddLink(DirectoryPlan plan, string path, MirrorEntry entry, string name, MirrorEntry? existing)
    {
        if (up || options.Links != MirrorLinks.Keep || entry.LinkTarget is null)
        {
            plan.Skipped.Add(new SkippedEntry(entry, MirrorSkip.Link));
            return;
        }

        if (!SafeLink.Stays(path, entry.LinkTarget))
        {
            plan.Skipped.Add(new SkippedEntry(entry, MirrorSkip.UnsafeLink));
            return;
        }

        plan.LinkCount++;
        if (existing is { IsDirectory: true } && GivesWay(plan, path, existing))
        {
            plan.Links.Add(new PlannedEntry(entry, name, null));
        }
        else if (existing is { IsDirectory: true })
        {
            plan.Impossible.Add(new ImpossibleEntry(entry, "the target is a directory, not a link; remove or rename it"));
        }
        else if (existing is null ? options.OnlyExisting : options.OnlyMissing || (existing.IsLink && existing.LinkTarget == entry.LinkTarget))
        {
            plan.Skipped.Add(new SkippedEntry(entry, existing is null ? MirrorSkip.Missing : existing.LinkTarget == entry.LinkTarget ? MirrorSkip.Same : MirrorSkip.Existing));
            if (existing?.LinkTarget == entry.LinkTarget)
            {
                plan.Same.Add(new PlannedEntry(entry, name, existing));
            }
        }
        else
        {
            plan.Links.Add(new PlannedEntry(entry, name, existing));
        }
    }

    private void AddFile(DirectoryPlan plan, string path, MirrorEntry entry, string name, MirrorEntry? existing)
    {
        if (entry.Modified <= options.NewerThan || entry.Modified >= options.OlderThan || entry.Length < options.SmallestSize || entry.Length > options.LargestSize)
        {
            plan.Skipped.Add(new SkippedEntry(entry, MirrorSkip.OutOfRange));
            return;
        }

        plan.FileCount++;
        if (existing is { IsDirectory: true })
        {
            if (GivesWay(plan, path, existing))
            {
                plan.LateFiles.Add(new PlannedFile(entry, name, null, 0, AskHash: false));
            }
            else
            {
                plan.Impossible.Add(new ImpossibleEntry(entry, "the target is a directory, not a file; remove or rename it"));
            }

            return;
        }

        if (existing is null)
        {
            if (options.OnlyExisting)
            {
                plan.Skipped.Add(new SkippedEntry(entry, MirrorSkip.Missing));
                return;
            }

            plan.Files.Add(new PlannedFile(entry, name, null, 0, AskHash: false));
            return;
        }

        if (options.OnlyMissing)
        {
            plan.Skipped.Add(new SkippedEntry(entry, MirrorSkip.Existing));
            return;
        }

        if (existing.IsLink && !up)
        {
            // Replaced by the file itself; what it leads to is not touched.
            plan.Files.Add(new PlannedFile(entry, name, existing, 0, AskHash: false));
            return;
        }

        AddCompared(plan, entry, name, existing);
    }

    private void AddCompared(DirectoryPlan plan, MirrorEntry entry, string name, MirrorEntry existing)
    {
        SameFileVerdict verdict = SameFile.Compare(entry, existing, options, up);
        bool askHash = options.CompareHash && entry.Length == existing.Length
            && (verdict == SameFileVerdict.DifferentTime || (verdict == SameFileVerdict.Same && options.IgnoreTime));
        if (verdict is SameFileVerdict.Same or SameFileVerdict.Older && !askHash)
        {
            if (verdict == SameFileVerdict.Same)
            {
                plan.Same.Add(new PlannedEntry(entry, name, existing));
            }

            plan.Skipped.Add(new SkippedEntry(entry, verdict == SameFileVerdict.Same ? MirrorSkip.Same : MirrorSkip.Older));
            return;
        }

        long offset = options.Continue && !options.Ascii && SameFile.IsBeginning(entry, existing, options) ? existing.Length!.Value : 0;
        plan.Files.Add(new PlannedFile(entry, name, existing, offset, askHash));
    }

    private void Sort(DirectoryPlan plan)
    {
        PlannedFile[] sorted = [.. _order.Sort(plan.Files, file => file.Source)];
        plan.Files.Clear();
        plan.Files.AddRange(sorted);
    }
}
