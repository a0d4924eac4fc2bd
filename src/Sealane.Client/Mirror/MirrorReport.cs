namespace Sealane.Client.Mirroring;

/// <summary>What a mirror has done, or in a dry run would have.</summary>
public sealed record MirrorReport
{
    /// <summary>Directories at the source that were compared, the top one included.</summary>
    public long Directories { get; init; }

    /// <summary>Files at the source that take part.</summary>
    public long Files { get; init; }

    /// <summary>Links at the source that take part.</summary>
    public long Links { get; init; }

    /// <summary>Directories made.</summary>
    public long NewDirectories { get; init; }

    /// <summary>Files that the target did not have.</summary>
    public long NewFiles { get; init; }

    /// <summary>Links that the target did not have.</summary>
    public long NewLinks { get; init; }

    /// <summary>Files replaced.</summary>
    public long ModifiedFiles { get; init; }

    /// <summary>Links replaced.</summary>
    public long ModifiedLinks { get; init; }

    /// <summary>Directories removed at the target.</summary>
    public long RemovedDirectories { get; init; }

    /// <summary>Files removed at the target.</summary>
    public long RemovedFiles { get; init; }

    /// <summary>Links removed at the target.</summary>
    public long RemovedLinks { get; init; }

    /// <summary>Directories that only the target has, and keeps. Of such a directory nothing inside is counted.</summary>
    public long ExtraDirectories { get; init; }

    /// <summary>Files that only the target has, and keeps.</summary>
    public long ExtraFiles { get; init; }

    /// <summary>Links that only the target has, and keeps.</summary>
    public long ExtraLinks { get; init; }

    /// <summary>Bytes moved, those of failed attempts included.</summary>
    public long Bytes { get; init; }

    /// <summary>From the call to its end.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>The most sessions that worked at once.</summary>
    public int Sessions { get; init; }

    /// <summary>What failed, in order.</summary>
    public IReadOnlyList<MirrorError> Errors { get; init; } = [];

    /// <summary>Why something was not deleted although it was asked for; empty when everything was.</summary>
    public IReadOnlyList<string> DeletionsWithheld { get; init; } = [];

    /// <summary>True when nothing failed: the target has everything that was asked for.</summary>
    public bool Succeeded => Errors.Count == 0;

    /// <summary>True when anything was changed at the target.</summary>
    public bool Changed => NewDirectories + NewFiles + NewLinks + ModifiedFiles + ModifiedLinks + RemovedDirectories + RemovedFiles + RemovedLinks > 0;
}

/// <summary>Something that a mirror could not do.</summary>
/// <param name="Path">Relative to the top of the mirror, with <c>/</c>.</param>
/// <param name="Message">One sentence.</param>
/// <param name="Failure">What kind of thing went wrong.</param>
/// <param name="Error">What was thrown; null when the mirror itself refused.</param>
public sealed record MirrorError(string Path, string Message, FtpsFailure Failure, Exception? Error);
