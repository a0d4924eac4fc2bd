using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Sealane.Shell.Settings;

/// <summary>Reads values as lftp does, and says in its words what is wrong with them.</summary>
internal static class SettingValue
{
    private const string BadInterval = "Invalid time format. Format is <time><unit>, e.g. 2h30m.";

    /// <summary>What is wrong with a value, or null.</summary>
    public static string? Check(SettingDefinition definition, string value) => definition.Kind switch
    {
        SettingKind.Flag => TryFlag(value, out _) ? null : "invalid boolean value",
        SettingKind.TriState => IsAuto(value) || TryFlag(value, out _) ? null : "invalid boolean/auto value",
        SettingKind.Number => TryNumber(value, out _) ? null : "invalid unsigned number",
        SettingKind.Fraction => double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? null : "invalid floating point number",
        SettingKind.Interval => CheckInterval(value),
        SettingKind.Rate => TryRate(value, out _, out _) ? null : "invalid number",
        SettingKind.PortRange => TryPortRange(value, out _, out _) ? null : "invalid number",
        SettingKind.Regex => CheckRegex(value),
        SettingKind.Choice => CheckChoice(definition, value),
        SettingKind.Charset => value.Length == 0 || TryCharset(value) is not null ? null : "this encoding is not supported",
        SettingKind.AddressFamilies => CheckFamilies(value),
        SettingKind.IPv4Address => CheckAddress(value, AddressFamily.InterNetwork, "IPv4"),
        SettingKind.IPv6Address => CheckAddress(value, AddressFamily.InterNetworkV6, "IPv6"),
        SettingKind.Proxy => CheckProxy(value),
        _ => null,
    };

    public static bool TryFlag(string value, out bool flag)
    {
        flag = value is "1" or "+" || Is(value, "true", "on", "yes");
        return flag || value is "0" or "-" || Is(value, "false", "off", "no");
    }

    public static bool IsAuto(string value) => Is(value, "auto", "auto", "auto");

    /// <summary>A number as C reads it (0x, 0), with a suffix for 1024, 1024², 1024³.</summary>
    public static bool TryNumber(string value, out long number)
    {
        number = 0;
        ReadOnlySpan<char> digits = value.AsSpan().Trim();
        int shift = digits.IsEmpty ? 0 : char.ToLowerInvariant(digits[^1]) switch { 'k' => 10, 'm' => 20, 'g' => 30, 't' => 40, _ => 0 };
        digits = shift > 0 ? digits[..^1] : digits;
        bool read = digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? long.TryParse(digits[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number)
            : digits.Length > 1 && digits[0] == '0' ? TryOctal(digits, out number)
            : long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number);
        if (!read || number < 0 || number > long.MaxValue >> shift)
        {
            return false;
        }

        number <<= shift;
        return true;
    }

    /// <summary>A duration; null as its value means never.</summary>
    public static bool TryInterval(string value, out TimeSpan? interval, out string? fault)
    {
        interval = null;
        fault = null;
        if (value is "inf" or "infinity" or "forever" or "never")
        {
            return true;
        }

        double seconds = 0;
        int position = 0;
        while (position < value.Length)
        {
            int end = position;
            while (end < value.Length && (char.IsAsciiDigit(value[end]) || value[end] == '.'))
            {
                end++;
            }

            if (!double.TryParse(value.AsSpan(position, end - position), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double amount))
            {
                fault = BadInterval;
                return false;
            }

            int unit = end == value.Length ? 1 : char.ToLowerInvariant(value[end]) switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86400, _ => 0 };
            if (unit == 0)
            {
                fault = "Invalid time unit letter, only [smhd] are allowed.";
                return false;
            }

            seconds += amount * unit;
            position = end + 1;
        }

        fault = value.Length == 0 || seconds > TimeSpan.MaxValue.TotalSeconds / 2 ? BadInterval : null;
        interval = fault is null ? TimeSpan.FromSeconds(seconds) : null;
        return fault is null;
    }

    /// <summary>Bytes a second down and up; 0 is no limit.</summary>
    public static bool TryRate(string value, out long down, out long up)
    {
        int colon = value.IndexOf(':', StringComparison.Ordinal);
        up = 0;
        bool read = TryNumber(colon < 0 ? value : value[..colon], out down);
        return colon < 0 ? read && TryNumber(value, out up) : read && TryNumber(value[(colon + 1)..], out up);
    }

    /// <summary>The first and the last port; 0 and 0 for any.</summary>
    public static bool TryPortRange(string value, out int from, out int to)
    {
        from = to = 0;
        if (value is "full" or "any")
        {
            return true;
        }

        int dash = value.IndexOf('-', StringComparison.Ordinal);
        return int.TryParse(dash < 0 ? value : value[..dash], NumberStyles.None, CultureInfo.InvariantCulture, out from)
            && int.TryParse(dash < 0 ? value : value[(dash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out to)
            && from <= to && to <= ushort.MaxValue;
    }

    private static string? CheckInterval(string value) => TryInterval(value, out _, out string? fault) ? null : fault;

    private static string? CheckRegex(string value)
    {
        try
        {
            _ = new Regex(value, RegexOptions.CultureInvariant);
            return null;
        }
        catch (RegexParseException e)
        {
            return e.Message.TrimEnd('.');
        }
    }

    private static string? CheckChoice(SettingDefinition definition, string value)
    {
        if (definition.Choices.Contains(value, StringComparer.OrdinalIgnoreCase))
        {
            return null;
        }

        string words = string.Join(", ", definition.Choices.Where(choice => choice.Length > 0));
        return $"{definition.Name} must be one of: {words}{(definition.Choices.Contains("") ? ", or empty" : "")}";
    }

    private static string? TryCharset(string value)
    {
        try
        {
            Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
            return Encoding.GetEncoding(value).WebName;
        }
        catch (ArgumentException)
        {
            // An unknown name is the answer to the question, not a failure.
            return null;
        }
    }

    private static string? CheckFamilies(string value) =>
        value.Split([' ', '\t', ','], StringSplitOptions.RemoveEmptyEntries).FirstOrDefault(family => family is not ("inet" or "inet6")) is { } unknown
            ? $"unknown address family `{unknown}'" : null;

    private static string? CheckAddress(string value, AddressFamily family, string name) =>
        value.Length == 0 || (IPAddress.TryParse(value, out IPAddress? address) && address.AddressFamily == family) ? null : $"Invalid {name} numeric address";

    private static string? CheckProxy(string value)
    {
        int end = value.IndexOf("://", StringComparison.Ordinal);
        return end < 0 || value[..end] is "ftp" or "http" or "https" or "socks5" or "socks5h" ? null : "Proxy protocol unsupported";
    }

    private static bool TryOctal(ReadOnlySpan<char> digits, out long number)
    {
        number = 0;
        foreach (char digit in digits)
        {
            if (digit is < '0' or > '7' || number > long.MaxValue >> 3)
            {
                return false;
            }

            number = (number << 3) + (digit - '0');
        }

        return true;
    }

    private static bool Is(string value, string first, string second, string third) =>
        value.Equals(first, StringComparison.OrdinalIgnoreCase) || value.Equals(second, StringComparison.OrdinalIgnoreCase) || value.Equals(third, StringComparison.OrdinalIgnoreCase);
}
