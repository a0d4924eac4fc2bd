using System.Globalization;

namespace Sealane.Shell.Commands;

/// <summary>Times as at(1) takes them.</summary>
internal static class AtTime
{
    /// <summary>The moment that words mean; null if they mean none.</summary>
    public static DateTime? Parse(IReadOnlyList<string> words, DateTime now)
    {
        DateTime? date = null;
        TimeSpan? clock = null;
        TimeSpan shift = TimeSpan.Zero;
        bool isNow = false;
        string[] parts = string.Join(" ", words).Replace("+", " + ", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        for (int i = 0; i < parts.Length; i++)
        {
            string word = parts[i].ToLowerInvariant();
            i += word == "+" && i + 1 < parts.Length ? 1 : 0;
            if (long.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out long number) && i + 1 < parts.Length && Unit(parts[i + 1].ToLowerInvariant()) is { } unit)
            {
                if (number > 100_000)
                {
                    return null;
                }

                shift += unit * number;
                i++;
            }
            else if (word == "now")
            {
                isNow = true;
            }
            else if (word is "noon" or "midnight")
            {
                clock = TimeSpan.FromHours(word == "noon" ? 12 : 0);
            }
            else if (word is "today" or "tomorrow")
            {
                date = now.Date.AddDays(word == "today" ? 0 : 1);
            }
            else if (TimeOnly.TryParseExact(word, ["H:mm", "H:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out TimeOnly time))
            {
                clock = time.ToTimeSpan();
            }
            else if (DateTime.TryParseExact(word, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime day))
            {
                date = day;
            }
            else
            {
                return null;
            }
        }

        if (date is null && clock is null)
        {
            return isNow || shift > TimeSpan.Zero ? now + shift : null;
        }

        // A bare date keeps the hour, as at(1) does; a bare hour that is over means tomorrow's.
        DateTime moment = (date ?? now.Date) + (clock ?? now.TimeOfDay);
        return (date is null && moment < now ? moment.AddDays(1) : moment) + shift;
    }

    private static TimeSpan? Unit(string word) => word.TrimEnd('s') switch
    {
        "sec" or "second" => TimeSpan.FromSeconds(1),
        "min" or "minute" => TimeSpan.FromMinutes(1),
        "hour" => TimeSpan.FromHours(1),
        "day" => TimeSpan.FromDays(1),
        "week" => TimeSpan.FromDays(7),
        "fortnight" => TimeSpan.FromDays(14),
        _ => null,
    };
}
