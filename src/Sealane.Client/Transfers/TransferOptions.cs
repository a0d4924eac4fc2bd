using Sealane.Protocol;

namespace Sealane.Client;

/// <summary>How one file is moved. The values not set are right for most.</summary>
public sealed record TransferOptions
{
    /// <summary>The whole file, byte for byte, its size checked where it is known.</summary>
    public static TransferOptions None { get; } = new();

    /// <summary>First byte of the remote file to move (REST). Of an upload, the bytes before it must exist there.</summary>
    public long Offset { get; init; }

    /// <summary>How many bytes to download at most; null for all.</summary>
    public long? Length { get; init; }

    /// <summary>Upload: put the bytes behind what exists (APPE).</summary>
    public bool Append { get; init; }

    /// <summary>Text transfer: line ends are converted (TYPE A). Sizes cannot be checked then, and resuming is refused.</summary>
    public bool Ascii { get; init; }

    /// <summary>Size of the whole remote file if known already, from a listing for instance: checked at the end of a download.</summary>
    public long? ExpectedLength { get; init; }

    /// <summary>Check the size at the end; null for the client's own setting.</summary>
    public bool? VerifySize { get; init; }

    /// <summary>Another transfer on this client follows at once: what it needs may be asked for ahead, with servers that bear it.</summary>
    public bool MoreFollow { get; init; }

    /// <summary>Told as bytes move, at most a few times a second, and at the end.</summary>
    public IProgress<TransferProgress>? Progress { get; init; }

    /// <exception cref="ArgumentException">They contradict one another.</exception>
    internal void Check(bool upload)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(Offset);
        if (Length is { } length)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(length, nameof(Length));
        }

        if (Ascii && Offset > 0)
        {
            throw new ArgumentException("A text transfer cannot begin in the middle: what the server counts there is not what is here (Ascii and Offset).");
        }

        if (upload && Append && Offset > 0)
        {
            throw new ArgumentException("Appending begins where the server's file ends, not at an offset (Append and Offset).");
        }

        if (upload && Length is not null)
        {
            throw new ArgumentException("An upload ends where its stream does (Length is for downloads).");
        }

        if (!upload && Append)
        {
            throw new ArgumentException("Append is for uploads; a download goes into the stream where that stands.");
        }
    }
}

/// <summary>How far a transfer is.</summary>
/// <param name="Moved">File bytes moved by this transfer.</param>
/// <param name="Position">Position in the whole file: <paramref name="Moved"/> behind the offset.</param>
/// <param name="Total">Size of the whole file, if known.</param>
/// <param name="Elapsed">Since the transfer began.</param>
public readonly record struct TransferProgress(long Moved, long Position, long? Total, TimeSpan Elapsed);

/// <summary>A transfer that succeeded.</summary>
/// <param name="Moved">File bytes moved.</param>
/// <param name="Elapsed">From the first command to the final reply.</param>
/// <param name="Reply">The server's final words.</param>
/// <param name="Resumed">Whether the data connection resumed the control connection's TLS session; null without TLS.</param>
public sealed record TransferResult(long Moved, TimeSpan Elapsed, ServerReply Reply, bool? Resumed)
{
    /// <summary>Bytes per second.</summary>
    public double Rate => Elapsed > TimeSpan.Zero ? Moved / Elapsed.TotalSeconds : 0;
}
