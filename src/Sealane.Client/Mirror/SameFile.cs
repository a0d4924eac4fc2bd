using Sealane.Protocol;

namespace Sealane.Client.Mirroring;

/// <summary>How a source file compares with the target's of the same name.</summary>
internal enum SameFileVerdict
{
    Same,

    /// <summary>The target's is newer, and that is a reason to leave it.</summary>
    Older,

    /// <summary>Size says that it changed.</summary>
    Different,

    /// <summary>Only the time says so.</summary>
    DifferentTime,
}

/// <summary>Compares by size and time.</summary>
internal static class SameFile
{
    internal static SameFileVerdict Compare(MirrorEntry source, MirrorEntry target, MirrorOptions options, bool up)
    {
        if (options.TransferAll)
        {
            return SameFileVerdict.Different;
        }

        bool earlier = source.Modified < target.Modified;
        bool sizes = !options.Ascii && source.Length is { } length && target.Length is { } there && length != there;
        bool times = source.Modified is { } one && target.Modified is { } other && (one - other).Duration() > Tolerance(source, target, options);

        // Servers often cannot keep times: what was uploaded seems newer ever after, and is left alone unless asked otherwise.
        bool older = earlier && times && (options.OnlyNewer || (up && !options.UploadOlder));
        return sizes && !options.IgnoreSize && !(older && options.OnlyNewer) ? SameFileVerdict.Different
            : older && !options.IgnoreTime ? SameFileVerdict.Older
            : times && !options.IgnoreTime ? SameFileVerdict.DifferentTime
            : SameFileVerdict.Same;
    }

    /// <summary>True when the target holds the beginning of the source, as far as size and time can tell.</summary>
    internal static bool IsBeginning(MirrorEntry source, MirrorEntry target, MirrorOptions options) =>
        target.IsFile && target.Length is > 0 && target.Length < source.Length
        && !(source.Modified - target.Modified > Tolerance(source, target, options));

    internal static TimeSpan Tolerance(MirrorEntry source, MirrorEntry target, MirrorOptions options) =>
        options.TimeTolerance + ((TimePrecision)Math.Min((byte)source.Precision, (byte)target.Precision) switch
        {
            // LIST drops what does not fit: the real time lies within this behind what it shows, and a zone may shift the date.
            TimePrecision.Day => TimeSpan.FromDays(1),
            TimePrecision.Minute => TimeSpan.FromMinutes(1),
            _ => TimeSpan.Zero,
        });
}
