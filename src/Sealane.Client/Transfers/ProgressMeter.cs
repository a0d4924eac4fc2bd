namespace Sealane.Client.Transfers;

/// <summary>Tells the user's <see cref="IProgress{T}"/> how far a transfer is, a few times a second at most, and the final figure always.</summary>
internal sealed class ProgressMeter(TransferOptions options, long? total, TimeProvider time)
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(200);

    private readonly long _start = time.GetTimestamp();
    private long _told;

    internal TimeSpan Elapsed => time.GetElapsedTime(_start);

    internal long Moved { get; private set; }

    /// <summary>Size of the whole file; null while it is not known.</summary>
    internal long? Total { get; set; } = total;

    internal void Add(int bytes)
    {
        Moved += bytes;
        if (options.Progress is not null && time.GetElapsedTime(_told) >= s_interval)
        {
            _told = time.GetTimestamp();
            Tell();
        }
    }

    internal void Tell() => options.Progress?.Report(new TransferProgress(Moved, options.Offset + Moved, Total, Elapsed));
}
