namespace Sealane.Client.Mirroring;

/// <summary>A file to be transferred.</summary>
/// <param name="Source">What.</param>
/// <param name="TargetName">Under which name.</param>
/// <param name="Existing">What the target has under it.</param>
/// <param name="Offset">How much of it the target has already.</param>
/// <param name="AskHash">Transfer only if the hashes differ.</param>
internal sealed record PlannedFile(MirrorEntry Source, string TargetName, MirrorEntry? Existing, long Offset, bool AskHash);

/// <summary>A directory or link that takes part.</summary>
/// <param name="Source">What.</param>
/// <param name="TargetName">Under which name.</param>
/// <param name="Existing">What the target has under it.</param>
internal sealed record PlannedEntry(MirrorEntry Source, string TargetName, MirrorEntry? Existing);

/// <summary>Something left out.</summary>
internal sealed record SkippedEntry(MirrorEntry Source, MirrorSkip Reason);

/// <summary>Something that cannot be done.</summary>
internal sealed record ImpossibleEntry(MirrorEntry Source, string Why);

/// <summary>What is to be done with one directory.</summary>
internal sealed class DirectoryPlan
{
    internal List<PlannedFile> Files { get; } = [];

    internal List<PlannedEntry> Directories { get; } = [];

    internal List<PlannedEntry> Links { get; } = [];

    /// <summary>Files that are the same, with the target's.</summary>
    internal List<PlannedEntry> Same { get; } = [];

    /// <summary>Files and directories whose place is taken by something of another kind, which goes first: it is among the extra ones.</summary>
    internal List<PlannedFile> LateFiles { get; } = [];

    /// <inheritdoc cref="LateFiles"/>
    internal List<PlannedEntry> LateDirectories { get; } = [];

    /// <summary>What only the target has.</summary>
    internal List<MirrorEntry> Extra { get; } = [];

    internal List<SkippedEntry> Skipped { get; } = [];

    internal List<ImpossibleEntry> Impossible { get; } = [];

    /// <summary>Source files that take part, the same ones included.</summary>
    internal long FileCount { get; set; }

    internal long LinkCount { get; set; }
}
