using System.Globalization;
using System.Text.RegularExpressions;
using Sealane.Shell.Commands;
using Sealane.Shell.Sites;

namespace Sealane.Shell.Transfers.Mirrors;

/// <summary>Times as --newer-than takes them: a file's, <c>now-7days</c>, <c>2 weeks ago</c>, <c>2026-01-31</c>.</summary>
internal static partial class MirrorTime
{
    /// <summary>The time, UTC.</summary>
    /// <exception cref="CommandException">It is neither a time nor a file.</exception>
    public static DateTime Parse(string text, Place place)
    {
        string path = place.Resolve(text);
        if (File.Exists(path) || Directory.Exists(path))
        {
            return File.GetLastWriteTimeUtc(path);
        }

        string words = text.Trim().ToLowerInvariant();
        DateTime now = DateTime.Now;
        DateTime? fixedTime = words switch
        {
            "now" => now,
            "today" => now,
            "yesterday" => now.AddDays(-1),
            _ when DateTime.TryParseExact(words, ["yyyy-MM-dd", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-ddTHH:mm:ss", "yyyyMMdd", "yyyyMMddHHmm", "yyyyMMddHHmmss"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out DateTime exact) => exact,
            _ => null,
        };
        if (fixedTime is { } time)
        {
            return time.ToUniversalTime();
        }

        return Relative().Match(words) is { Success: true } match ? Moved(now, match).ToUniversalTime() : throw new CommandException($"{text}: No such file or directory") { IsBare = true };
    }

    private static DateTime Moved(DateTime now, Match match)
    {
        double number = double.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture) * (match.Groups["sign"].Value == "+" ? 1 : -1);
        return match.Groups["unit"].Value switch
        {
            "s" or "sec" or "second" => now.AddSeconds(number),
            "m" or "min" or "minute" => now.AddMinutes(number),
            "h" or "hour" => now.AddHours(number),
            "w" or "week" => now.AddDays(7 * number),
            "month" => now.AddMonths((int)number),
            "y" or "year" => now.AddYears((int)number),
            _ => now.AddDays(number),
        };
    }

    [GeneratedRegex(@"^(now\s*(?<sign>[-+])\s*(?<number>\d+)\s*(?<unit>[a-z]+?)s?|(?<number>\d+)\s*(?<unit>[a-z]+?)s?\s+ago)$", RegexOptions.CultureInvariant)]
    private static partial Regex Relative();
}
