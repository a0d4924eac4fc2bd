namespace Sealane.Client.Mirroring;

/// <summary>What a mirror does and leaves alone. The values not set are lftp's own, except that nothing is ever taken for whole that is not.</summary>
public sealed record MirrorOptions
{
    /// <summary>The custom: new and changed files are transferred, nothing is deleted.</summary>
    public static MirrorOptions None { get; } = new();

    /// <summary>Which names take part.</summary>
    public MirrorFilter Filter { get; init; } = MirrorFilter.Default;

    /// <summary>Into which subdirectories to go.</summary>
    public MirrorRecursion Recursion { get; init; } = MirrorRecursion.Always;

    /// <summary>Leave the target's file alone if it is newer, whatever the sizes are.</summary>
    public bool OnlyNewer { get; init; }

    /// <summary>Transfer only what the target has not.</summary>
    public bool OnlyMissing { get; init; }

    /// <summary>Transfer only what the target has already.</summary>
    public bool OnlyExisting { get; init; }

    /// <summary>Do not compare times.</summary>
    public bool IgnoreTime { get; init; }

    /// <summary>Do not compare sizes.</summary>
    public bool IgnoreSize { get; init; }

    /// <summary>Compare content by a hash of the server's where size and kind agree but time does not, or <see cref="IgnoreTime"/> is set; without one, time decides.</summary>
    public bool CompareHash { get; init; }

    /// <summary>Transfer everything, the same or not.</summary>
    public bool TransferAll { get; init; }

    /// <summary>Upload files that are older than the server's as well. (Downloads always do.)</summary>
    public bool UploadOlder { get; init; }

    /// <summary>Only files modified after this, UTC.</summary>
    public DateTime? NewerThan { get; init; }

    /// <summary>Only files modified before this, UTC.</summary>
    public DateTime? OlderThan { get; init; }

    /// <summary>Only files of at least so many bytes.</summary>
    public long? SmallestSize { get; init; }

    /// <summary>Only files of at most so many bytes.</summary>
    public long? LargestSize { get; init; }

    /// <summary>Times that differ by no more than this are the same; the precision of the listings is added where it is coarser.</summary>
    public TimeSpan TimeTolerance { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>What becomes of symbolic links at the source.</summary>
    public MirrorLinks Links { get; init; } = MirrorLinks.Keep;

    /// <summary>Give files and directories the source's permission bits.</summary>
    public bool Permissions { get; init; } = true;

    /// <summary>The bits that are taken away from the source's; 0 for none, null for the umask of this process.</summary>
    public int? Umask { get; init; }

    /// <summary>Keep set-user-id and set-group-id bits.</summary>
    public bool AllowSetId { get; init; }

    /// <summary>Give transferred files the source's modification time, where the target can.</summary>
    public bool Times { get; init; } = true;

    /// <summary>Delete at the target what the source has not, and what is in the way because it is of another kind. Without recursion only files, and directories that are empty.</summary>
    public bool Delete { get; init; }

    /// <summary>With <see cref="Delete"/>: what the filter excludes goes too.</summary>
    public bool DeleteExcluded { get; init; }

    /// <summary>With <see cref="Delete"/>: before anything is transferred, not after. The whole tree is compared first.</summary>
    public bool DeleteFirst { get; init; }

    /// <summary>With <see cref="Delete"/>: if more would go, nothing goes.</summary>
    public DeleteLimit MaxDelete { get; init; } = DeleteLimit.None;

    /// <summary>Compare the whole tree before the first transfer.</summary>
    public bool ScanAllFirst { get; init; }

    /// <summary>Go into subdirectories before transferring a directory's own files.</summary>
    public bool DepthFirst { get; init; }

    /// <summary>Move the files of one directory before the next is looked at. Sessions run dry at each directory's end; several directories at once are faster.</summary>
    public bool OneDirectoryAtATime { get; init; }

    /// <summary>Make directories only when something is put into them.</summary>
    public bool NoEmptyDirectories { get; init; }

    /// <summary>Put all files into the one target directory.</summary>
    public bool Flat { get; init; }

    /// <summary>Go on with a shorter file at the target as the beginning of the source's, if it is not older. (Downloads that a mirror began itself are always gone on with.)</summary>
    public bool Continue { get; init; }

    /// <summary>Remove a target file before its replacement is uploaded, instead of overwriting it.</summary>
    public bool RemoveBeforeReplacing { get; init; }

    /// <summary>Delete each source file once the target has it.</summary>
    public bool RemoveSourceFiles { get; init; }

    /// <summary>Delete source files and the directories that become empty by it; the top one only if <see cref="RemoveSourceTop"/>.</summary>
    public bool RemoveSourceDirectories { get; init; }

    /// <summary>With <see cref="RemoveSourceDirectories"/>: the top directory goes too.</summary>
    public bool RemoveSourceTop { get; init; } = true;

    /// <summary>Change nothing; only tell what would be done.</summary>
    public bool DryRun { get; init; }

    /// <summary>Text transfer; sizes are not compared then.</summary>
    public bool Ascii { get; init; }

    /// <summary>Leave files out whose listing says that they may not be read.</summary>
    public bool SkipUnreadable { get; init; }

    /// <summary>Stop after so many errors; 0 for never.</summary>
    public int MaxErrors { get; init; }

    /// <summary>How often a file or directory is tried again when the network fails it. A try that got further does not count.</summary>
    public int Retries { get; init; } = 5;

    /// <summary>The pause before the first repetition; each later one is half as long again.</summary>
    public TimeSpan RetryPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Names of files to transfer first, in order; <c>*</c> stands for the rest, <c>*/</c> for subdirectories.</summary>
    public IReadOnlyList<string> Order { get; init; } = ["*.sfv", "*.sig", "*.md5*", "*.sum", "*", "*/"];

    /// <summary>What decides among files of one directory that <see cref="Order"/> gives the same place.</summary>
    public MirrorSort SortBy { get; init; }

    /// <summary>Largest, newest or alphabetically last first.</summary>
    public bool SortDescending { get; init; }

    /// <summary>Compare each transferred file's hash with the server's.</summary>
    public MirrorVerification Verify { get; init; }

    /// <summary>Called with each local file that was opened for a transfer, before a byte is moved: to lock it, for instance. Its exception fails the file.</summary>
    public Func<FileStream, CancellationToken, Task>? Opened { get; init; }

    /// <summary>Downloads by other means, several segments at once for instance; null for none.</summary>
    public LargeFileFetch? LargeFiles { get; init; }

    /// <summary>Between two servers: have them copy files themselves (FXP), as this says; its offset and text mode are set for each file. Null passes all files through here.</summary>
    public ServerToServerOptions? ServerToServer { get; init; }

    /// <summary>Between two servers that do not copy to each other: an error for each file, instead of passing it through here.</summary>
    public bool NoRelay { get; init; }
}

/// <summary>Into which subdirectories a mirror goes.</summary>
public enum MirrorRecursion
{
    /// <summary>All.</summary>
    Always,

    /// <summary>None.</summary>
    Never,

    /// <summary>Those that the target has not.</summary>
    Missing,

    /// <summary>Those that the target has not, or whose time at the source is later.</summary>
    Newer,
}

/// <summary>What becomes of symbolic links.</summary>
public enum MirrorLinks
{
    /// <summary>Downloads make links that stay inside the target; uploads leave them out, FTP has none.</summary>
    Keep,

    /// <summary>Left out.</summary>
    Skip,

    /// <summary>Taken for what they lead to.</summary>
    Follow,
}

/// <summary>Whether the content of transferred files is compared.</summary>
public enum MirrorVerification
{
    /// <summary>Size and the goodbye of TLS are enough.</summary>
    None,

    /// <summary>By hash where the server offers one.</summary>
    WhenPossible,

    /// <summary>By hash; a file that cannot be compared is an error.</summary>
    Always,
}

/// <summary>Fetches a large file in another way than by one transfer.</summary>
/// <param name="SmallestSize">Files from so many bytes on are given to it.</param>
/// <param name="FetchAsync">Given the pool, the remote path, the size and the local file to be written (it becomes the target when the call returns): fetches all of it, or throws.</param>
public sealed record LargeFileFetch(long SmallestSize, Func<FtpsClientPool, string, long, string, CancellationToken, Task> FetchAsync);
