namespace Sealane.Client.Mirroring;

/// <summary>What a mirror is doing.</summary>
public enum MirrorEventKind
{
    /// <summary>A directory is being compared.</summary>
    Scanning,

    /// <summary>A directory has been compared; its transfers may still wait.</summary>
    Scanned,

    /// <summary>A directory is made at the target.</summary>
    MakingDirectory,

    /// <summary>A transfer begins (for large files, told again with each repetition).</summary>
    Transferring,

    /// <summary>A transfer moves; told a few times a second.</summary>
    Progress,

    /// <summary>A file is at the target, whole.</summary>
    Finished,

    /// <summary>A link is made at the target.</summary>
    MakingLink,

    /// <summary>Something at the target that the source has not (or that was in the way) is removed.</summary>
    Removed,

    /// <summary>Something at the target that the source has not stays, because deleting was not asked for.</summary>
    ToBeRemoved,

    /// <summary>A source file or directory is removed after its transfer.</summary>
    SourceRemoved,

    /// <summary>Permission bits are set at the target.</summary>
    SettingPermissions,

    /// <summary>Left out for the reason given.</summary>
    Skipped,

    /// <summary>Tried again after the failure given.</summary>
    Retrying,

    /// <summary>Given up for the reason given; the mirror goes on.</summary>
    Failed,

    /// <summary>Nothing failed, but somebody should know.</summary>
    Warning,
}

/// <summary>Why something was left out.</summary>
public enum MirrorSkip
{
    /// <summary>It was not.</summary>
    None,

    /// <summary>Same at the target.</summary>
    Same,

    /// <summary>The target's is newer, and older files were not to be transferred.</summary>
    Older,

    /// <summary>The filter excludes it.</summary>
    Excluded,

    /// <summary>By time or size it is not among those asked for.</summary>
    OutOfRange,

    /// <summary>Only missing files were asked for, and the target has it.</summary>
    Existing,

    /// <summary>Only existing files were asked for, and the target has it not.</summary>
    Missing,

    /// <summary>A link, and links are not made here.</summary>
    Link,

    /// <summary>A link that leads out of the tree.</summary>
    UnsafeLink,

    /// <summary>A device, socket or pipe.</summary>
    Special,

    /// <summary>The listing says that it may not be read.</summary>
    Unreadable,

    /// <summary>The beginning of a download that is not finished.</summary>
    Part,

    /// <summary>Subdirectories were not to be entered, or not this one.</summary>
    NotRecursive,
}

/// <summary>One thing that a mirror does. Events are told one after the other, never at once, on whatever thread; the receiver must be quick.</summary>
/// <param name="Kind">What.</param>
/// <param name="Path">Relative to the top of the mirror, with <c>/</c>; empty for the top itself.</param>
public sealed record MirrorEvent(MirrorEventKind Kind, string Path)
{
    /// <summary>True when it is about a directory.</summary>
    public bool IsDirectory { get; init; }

    /// <summary>True when it is about a symbolic link.</summary>
    public bool IsLink { get; init; }

    /// <summary>True when something at the target is replaced.</summary>
    public bool Replaces { get; init; }

    /// <summary>Where it goes, relative to the top of the target, if that is another path than <see cref="Path"/>.</summary>
    public string? TargetPath { get; init; }

    /// <summary>Size of the file, if known; of a removed one too.</summary>
    public long? Length { get; init; }

    /// <summary>First byte that is transferred: greater than 0 when an interrupted transfer is gone on with.</summary>
    public long Offset { get; init; }

    /// <summary>Bytes moved so far, or by the transfer that ended.</summary>
    public long Moved { get; init; }

    /// <summary>Since the transfer began.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>The bits, with <see cref="MirrorEventKind.SettingPermissions"/>; of a file that is downloaded only where it gets others than new files have of themselves.</summary>
    public int? Mode { get; init; }

    /// <summary>Where a link leads, with <see cref="MirrorEventKind.MakingLink"/>.</summary>
    public string? LinkTarget { get; init; }

    /// <summary>Why it was left out, with <see cref="MirrorEventKind.Skipped"/>.</summary>
    public MirrorSkip Skip { get; init; }

    /// <summary>One sentence, with failures, repetitions and warnings.</summary>
    public string? Message { get; init; }

    /// <summary>What failed, with failures and repetitions.</summary>
    public Exception? Error { get; init; }

    /// <summary>Bytes per second; 0 when too short to tell.</summary>
    public double Rate => Elapsed > TimeSpan.Zero ? Moved / Elapsed.TotalSeconds : 0;
}
