using System.Globalization;
using System.Text;
using Sealane.Client;
using Sealane.Protocol;

namespace Sealane.Shell.Listings;

/// <summary>How times are written: strftime's formats, one for old and one for recent times, or a name that GNU ls knows.</summary>
internal sealed class TimeStyle
{
    private static readonly TimeSpan s_recent = TimeSpan.FromDays(365.2425 / 2);
    private readonly string _old;
    private readonly string _recent;
    private readonly DateTime _now;

    /// <param name="style">As typed.</param>
    /// <param name="now">The time, UTC.</param>
    public TimeStyle(string style, DateTime now)
    {
        string format = (style.StartsWith('+') ? style[1..] : style) switch
        {
            "full-iso" => "%Y-%m-%d %H:%M:%S",
            "long-iso" => "%Y-%m-%d %H:%M",
            "iso" => "%Y-%m-%d |%m-%d %H:%M",
            { } other => other,
        };
        int bar = format.IndexOfAny(['|', '\n']);
        _old = bar < 0 ? format : format[..bar];
        _recent = bar < 0 ? format : format[(bar + 1)..];
        _now = now;
    }

    /// <summary>Whether an entry's time would be shown more exactly than the listing told it.</summary>
    public bool WantsMore(RemoteEntry entry)
    {
        string format = entry.Modified is { } time && IsRecent(time) ? _recent : _old;
        return entry.Precision switch
        {
            TimePrecision.Second => false,
            TimePrecision.Minute => Shows(format, "ScsTXrN"),
            _ => Shows(format, "HIMpRScsTXrN"),
        };
    }

    /// <summary>The time of an entry, here; empty if the server did not tell.</summary>
    public string Of(RemoteEntry entry)
    {
        if (Local(entry) is not { } time)
        {
            return "";
        }

        return Format(IsRecent(entry.Modified!.Value) ? _recent : _old, time);
    }

    private bool IsRecent(DateTime time) => _now - time < s_recent && _now - time > -TimeSpan.FromDays(1);

    private static bool Shows(string format, string letters)
    {
        for (int i = 0; i + 1 < format.Length; i++)
        {
            if (format[i] == '%' && letters.Contains(format[++i], StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The time in this machine's zone. What LIST leaves out is taken to be in the middle: half a minute, noon.</summary>
    public static DateTime? Local(RemoteEntry entry) => entry.Modified is not { } time ? null : entry.Precision switch
    {
        TimePrecision.Day => time.Date.AddHours(12),
        TimePrecision.Minute => time.ToLocalTime().AddSeconds(30),
        _ => time.ToLocalTime(),
    };

    /// <summary>strftime, as far as dates of files need it; in English, as scripts expect.</summary>
    public static string Format(string format, DateTime time)
    {
        StringBuilder text = new();
        for (int i = 0; i < format.Length; i++)
        {
            if (format[i] != '%' || i + 1 == format.Length)
            {
                text.Append(format[i]);
                continue;
            }

            text.Append(One(format[++i], time));
        }

        return text.ToString();
    }

    private static string One(char letter, DateTime time)
    {
        string Text(string pattern) => time.ToString(pattern, CultureInfo.InvariantCulture);
        return letter switch
        {
            'Y' => Text("yyyy"),
            'y' => Text("yy"),
            'm' => Text("MM"),
            'd' => Text("dd"),
            'e' => time.Day.ToString(CultureInfo.InvariantCulture).PadLeft(2),
            'H' => Text("HH"),
            'I' => Text("hh"),
            'M' => Text("mm"),
            'S' => Text("ss"),
            'p' => Text("tt"),
            'b' or 'h' => Text("MMM"),
            'B' => Text("MMMM"),
            'a' => Text("ddd"),
            'A' => Text("dddd"),
            'j' => time.DayOfYear.ToString("000", CultureInfo.InvariantCulture),
            'F' => Text("yyyy-MM-dd"),
            'T' => Text("HH:mm:ss"),
            'R' => Text("HH:mm"),
            'D' => Text("MM/dd/yy"),
            's' => new DateTimeOffset(time).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            'z' => Text("zzz").Replace(":", "", StringComparison.Ordinal),
            'n' => "\n",
            't' => "\t",
            '%' => "%",
            _ => $"%{letter}",
        };
    }
}
