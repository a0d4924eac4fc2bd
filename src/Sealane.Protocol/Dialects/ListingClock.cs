namespace Sealane.Protocol.Dialects;

/// <summary>Gives a year to dates that were listed without one.</summary>
/// <param name="now">UTC.</param>
internal sealed class ListingClock(DateTime now)
{
    // A leap day may be that long ago, around a century that has none.
    private const int MaxYearsBack = 8;

    // The server's zone may be up to 14 hours ahead of UTC, and its clock may be wrong.
    private static readonly TimeSpan s_ahead = TimeSpan.FromDays(1);

    /// <summary>The latest such time that is not in the future. Servers leave the year out for half a year or for a whole one: this holds for both.</summary>
    /// <returns>False for a date that no year has.</returns>
    public bool TryInfer(int month, int day, int hour, int minute, int second, out DateTime time)
    {
        DateTime latest = now.Ticks < DateTime.MaxValue.Ticks - s_ahead.Ticks ? now + s_ahead : now;
        for (int year = latest.Year; year > Math.Max(0, latest.Year - MaxYearsBack - 1); year--)
        {
            if (TryMake(year, month, day, hour, minute, second, out time) && time.Ticks <= latest.Ticks)
            {
                return true;
            }
        }

        time = default;
        return false;
    }

    /// <summary>Makes a time of unspecified kind.</summary>
    /// <returns>False for what is no date or no time.</returns>
    public static bool TryMake(int year, int month, int day, int hour, int minute, int second, out DateTime time)
    {
        bool valid = year is >= 1 and <= 9999 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month)
            && hour is >= 0 and <= 23 && minute is >= 0 and <= 59 && second is >= 0 and <= 60;
        time = valid ? new DateTime(year, month, day, hour, minute, Math.Min(second, 59)) : default;
        return valid;
    }
}
