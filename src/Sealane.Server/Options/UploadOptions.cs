using Sealane.Server.Storage;

namespace Sealane.Server.Options;

/// <summary>How uploaded files come to be.</summary>
public sealed record UploadOptions
{
    internal UploadOptions()
    {
    }

    /// <summary><c>upload_mode</c>. Default: <see cref="UploadMode.Atomic"/>.</summary>
    public required UploadMode Mode { get; init; }

    /// <summary><c>upload_sync</c>: 226 is sent only when the file is on stable storage. Default: no.</summary>
    public required bool Sync { get; init; }

    /// <summary><c>local_umask</c>: permission bits that new files and directories do not get. Default 0o077.</summary>
    public required int Umask { get; init; }

    /// <summary><c>file_open_mode</c>: permission bits of new files before <see cref="Umask"/>. Default 0o666.</summary>
    public required int OpenMode { get; init; }

    /// <summary><c>delete_failed_uploads</c>: a failed upload leaves nothing to resume. Default: no.</summary>
    public required bool DeleteFailed { get; init; }

    /// <summary><c>lock_upload_files</c>: a file that is being written in place refuses another upload. Default: yes.</summary>
    public required bool Lock { get; init; }

    /// <summary><c>partial_expiry</c>: how long an interrupted upload stays resumable. Default 7 days; <see cref="Timeout.InfiniteTimeSpan"/> for 0.</summary>
    public required TimeSpan PartialExpiry { get; init; }
}
