namespace Sealane.Client;

/// <summary>
/// Asks for compressed data connections (MODE Z) where FEAT lists them; others stay as they are. It pays where the way to the server is slower than the compression,
/// which is some tens of megabytes a second for each transfer: over anything faster it makes transfers slower, and what is compressed already gains nothing anywhere.
/// Sizes, offsets and progress count the file's own bytes. The lengths on the wire then depend on the content, whatever encrypts them.
/// </summary>
public sealed record CompressionOptions
{
    /// <summary>How hard both sides compress, from 0 (packed, not compressed) to 9. The server is told (OPTS MODE Z LEVEL); whether it listens is its own choice.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not from 0 to 9.</exception>
    public int Level
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 9);
            field = value;
        }
    }

    = 6;

    /// <summary>Says of a remote path that the file is not worth compressing; null compresses all. Called before each transfer; listings are always compressed.</summary>
    public Predicate<string>? Exempt { get; init; }
}
