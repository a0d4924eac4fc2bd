namespace Sealane.Protocol;

/// <summary>How much of a time a listing told. Finer is greater.</summary>
public enum TimePrecision : byte
{
    /// <summary>No time at all.</summary>
    None,

    /// <summary>The date; the time of day is midnight for want of a better one.</summary>
    Day,

    /// <summary>Date, hour and minute.</summary>
    Minute,

    /// <summary>Seconds, perhaps with a fraction.</summary>
    Second,
}
