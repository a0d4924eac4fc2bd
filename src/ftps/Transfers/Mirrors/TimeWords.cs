using System.Globalization;
using System.Text.RegularExpressions;

namespace Sealane.Shell.Transfers.Mirrors;

/// <summary>A time in words: <c>now-7days</c>, <c>week ago</c>, <c>last month</c>, <c>Jan 31 2026</c>, <c>31 jan 18:00</c>, <c>2026-01-31</c>, <c>monday</c>.</summary>
/// <param name="text">The words.</param>
/// <param name="now">What they are counted from.</param>
internal sealed partial class TimeWords(string text, DateTime now)
{
    private const string Months = "janfebmaraprmayjunjulaugsepoctnovdec", Days = "sunmontuewedthufrisat";

    private readonly string[] _words = [.. Word().Matches(text.ToLowerInvariant()).Select(match => match.Value)];
    private readonly List<(int Number, string Unit)> _moves = [];
    private DateTime? _date;
    private TimeSpan? _clock;
    private DayOfWeek? _day;
    private int _weeks;

    /// <summary>The time, of this machine's zone; null when a word is not understood.</summary>
    public DateTime? Read()
    {
        if (_words.Length == 0)
        {
            return null;
        }

        try
        {
            for (int at = 0; at < _words.Length;)
            {
                int taken = Take(at);
                if (taken == 0)
                {
                    return null;
                }

                at += taken;
            }

            return Sum();
        }
        catch (ArgumentOutOfRangeException)
        {
            // A day that is in no month, or a year that is in no calendar.
            return null;
        }
    }

    // How many words were understood.
    private int Take(int at)
    {
        string word = _words[at];
        switch (word)
        {
            case "now" or "today" or "," or "and":
                return 1;
            case "yesterday" or "tomorrow":
                _moves.Add((word[0] == 'y' ? -1 : 1, "day"));
                return 1;
            case "noon" or "midnight":
                _clock = TimeSpan.FromHours(word[0] == 'n' ? 12 : 0);
                return 1;
            case "ago":
                for (int i = 0; i < _moves.Count; i++)
                {
                    _moves[i] = (-_moves[i].Number, _moves[i].Unit);
                }

                return _moves.Count > 0 ? 1 : 0;
            case "last" or "next" or "this":
                return Ordinal(at + 1, word[0] == 'l' ? -1 : word[0] == 'n' ? 1 : 0) ? 2 : 0;
        }

        return Unit(word) is { } unit ? Move(1, unit)
            : NameIn(Days, word) is { } day ? Weekday((DayOfWeek)day, 0)
            : NameIn(Months, word) is not null ? Named(at, at + 1)
            : word[0] is '+' or '-' or (>= '0' and <= '9') ? Number(at) : 0;
    }

    private bool Ordinal(int at, int number) =>
        at < _words.Length && (Unit(_words[at]) is { } unit ? Move(number, unit) > 0 : NameIn(Days, _words[at]) is { } day && Weekday((DayOfWeek)day, number < 0 ? -1 : 0) > 0);

    private int Move(int number, string unit)
    {
        _moves.Add((number, unit));
        return 1;
    }

    private int Weekday(DayOfWeek day, int weeks)
    {
        (_day, _weeks) = (day, weeks);
        return 1;
    }

    private int Number(int at)
    {
        string word = _words[at];
        if (word[0] is '+' or '-')
        {
            return At(at + 1) is { } number && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int moved) && Unit(At(at + 2)) is { } signed
                ? Move(word[0] == '-' ? -moved : moved, signed) + 2 : 0;
        }

        if (word.Contains(':', StringComparison.Ordinal))
        {
            return Clock(at, word);
        }

        if (DateTime.TryParseExact(word, ["yyyy-M-d", "yyyy/M/d", "M/d/yyyy", "yyyyMMdd"], CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime date))
        {
            _date = date;
            return 1;
        }

        if (!int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int plain))
        {
            return 0;
        }

        return Unit(At(at + 1)) is { } unit ? Move(plain, unit) + 1
            : At(at + 1) is "am" or "pm" ? Clock(at, word + ":00")
            : NameIn(Months, At(at + 1)) is not null ? Named(at + 1, at) : 0;
    }

    private int Clock(int at, string word)
    {
        if (!TimeSpan.TryParseExact(word, ["h\\:mm", "hh\\:mm", "h\\:mm\\:ss", "hh\\:mm\\:ss"], CultureInfo.InvariantCulture, out TimeSpan clock))
        {
            return 0;
        }

        bool half = At(at + 1) is "am" or "pm";
        _clock = !half ? clock : TimeSpan.FromHours((clock.Hours % 12) + (At(at + 1) == "pm" ? 12 : 0)) + TimeSpan.FromMinutes(clock.Minutes);
        return half ? 2 : 1;
    }

    // Month and day in either order, then perhaps a year.
    private int Named(int month, int day)
    {
        if (!int.TryParse(At(day), NumberStyles.None, CultureInfo.InvariantCulture, out int number))
        {
            return 0;
        }

        int next = Math.Max(month, day) + 1, comma = At(next) == "," ? 1 : 0;
        bool hasYear = At(next + comma) is { Length: 4 } word && int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int _);
        int year = hasYear ? int.Parse(_words[next + comma], CultureInfo.InvariantCulture) : now.Year;
        _date = new DateTime(year, NameIn(Months, _words[month])!.Value + 1, number, 0, 0, 0, DateTimeKind.Unspecified);
        return hasYear ? 3 + comma : 2;
    }

    private DateTime Sum()
    {
        DateTime time = _date ?? (_day is null && _clock is null ? now : now.Date);
        if (_day is { } day)
        {
            int ahead = (((int)day - (int)time.DayOfWeek) + 7) % 7;
            time = time.AddDays(ahead + (7 * _weeks));
        }

        time += _clock ?? TimeSpan.Zero;
        foreach ((int number, string unit) in _moves)
        {
            time = unit switch
            {
                "second" => time.AddSeconds(number),
                "minute" => time.AddMinutes(number),
                "hour" => time.AddHours(number),
                "day" => time.AddDays(number),
                "week" => time.AddDays(7d * number),
                "fortnight" => time.AddDays(14d * number),
                "month" => time.AddMonths(number),
                _ => time.AddYears(number),
            };
        }

        return time;
    }

    private string? At(int index) => index < _words.Length ? _words[index] : null;

    private static string? Unit(string? word) => word switch
    {
        "s" or "sec" or "secs" or "second" or "seconds" => "second",
        "m" or "min" or "mins" or "minute" or "minutes" => "minute",
        "h" or "hour" or "hours" => "hour",
        "d" or "day" or "days" => "day",
        "w" or "week" or "weeks" => "week",
        "fortnight" or "fortnights" => "fortnight",
        "month" or "months" => "month",
        "y" or "year" or "years" => "year",
        _ => null,
    };

    // By its first three letters, or as much of the English name as is there.
    private static int? NameIn(string names, string? word) =>
        word is { Length: >= 3 } && char.IsAsciiLetter(word[0]) && names.IndexOf(word[..3], StringComparison.Ordinal) is >= 0 and int at && at % 3 == 0 ? at / 3 : null;

    [GeneratedRegex(@"\d{1,4}[-/]\d{1,2}[-/]\d{1,4}|\d+(:\d+)+|\d+|[a-z]+|\S", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
