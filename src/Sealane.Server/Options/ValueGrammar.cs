using System.Globalization;
using System.Net;

namespace Sealane.Server.Options;

/// <summary>Reads the values of each kind of option, as vsftpd does, and says what is wrong with those it cannot read.</summary>
internal static class ValueGrammar
{
    /// <summary>What is wrong with a value of that option, and what to write; null when it is fine.</summary>
    internal static (string Message, string Fix)? Fault(OptionDefinition option, string value)
    {
        string quoted = DiagnosticSink.Quote(value);
        switch (option.Kind)
        {
            case OptionKind.Flag:
                return Flag(value) is not null ? null : ($"wants YES or NO, not {quoted}.", FlagFix(option, value));
            case OptionKind.Choice:
                return Choice(option, value) is not null ? null : ($"wants {OneOf(option.Choices)}, not {quoted}.", CommentFix(value));
            case OptionKind.Count or OptionKind.Octal or OptionKind.Seconds or OptionKind.Port or OptionKind.Rate:
                return NumberFault(option, value, quoted);
            case OptionKind.Address:
                return value.Length == 0 || Address(value) is not null
                    ? null
                    : ($"wants a numeric IP address, not {quoted}.", value.StartsWith('"') ? "Leave out the quotes." : CommentFix(value));
            case OptionKind.Verbs:
                string? wrong = Verbs(value).FirstOrDefault(verb => verb.Length is < 3 or > 8 || !verb.All(char.IsAsciiLetter));
                return wrong is null ? null : ($"{DiagnosticSink.Quote(wrong)} is no FTP verb.", "Write verbs with commas between, such as RETR,STOR.");
            case OptionKind.FilePath when value.StartsWith('"'):
                return ($"the quotes in {quoted} would be part of the path.", "Leave out the quotes.");
            default:
                return null;
        }
    }

    /// <summary>The value of a <see cref="OptionKind.Flag"/>; null when it is none.</summary>
    internal static bool? Flag(string value) => value.ToUpperInvariant() switch
    {
        "YES" or "TRUE" or "1" => true,
        "NO" or "FALSE" or "0" => false,
        _ => null,
    };

    /// <summary>The word of a <see cref="OptionKind.Choice"/>, spelled as in the catalogue; null when it is none.</summary>
    internal static string? Choice(OptionDefinition option, string value)
    {
        // A choice that grew out of a flag takes all of a flag's spellings.
        string word = option.Choices.Contains("YES") && Flag(value) is { } flag ? (flag ? "YES" : "NO") : value;
        return option.Choices.FirstOrDefault(choice => choice.Equals(word, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>A number, octal if it begins with 0; null when it is none or beyond 64 bits.</summary>
    internal static long? Number(string value)
    {
        if (value.Length is 0 or > 18 || !value.All(char.IsAsciiDigit))
        {
            return null;
        }

        if (value[0] != '0')
        {
            return long.Parse(value, CultureInfo.InvariantCulture);
        }

        return value.Any(c => c > '7') ? null : value.Aggregate(0L, (number, digit) => (number * 8) + (digit - '0'));
    }

    /// <summary>A numeric address in full; null when it is none. Abbreviations such as <c>127.1</c> are none.</summary>
    internal static IPAddress? Address(string value) =>
        IPAddress.TryParse(value, out IPAddress? address) && (value.Contains(':', StringComparison.Ordinal) || value.Count(c => c == '.') == 3) ? address : null;

    /// <summary>The verbs of a list, in capitals.</summary>
    internal static IEnumerable<string> Verbs(string value) =>
        value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(verb => verb.ToUpperInvariant());

    /// <summary>True when two values of an option mean the same.</summary>
    internal static bool Same(OptionDefinition option, string a, string b) => option.Kind switch
    {
        OptionKind.Flag => Flag(a) == Flag(b),
        OptionKind.Choice => Choice(option, a) == Choice(option, b),
        OptionKind.Count or OptionKind.Octal or OptionKind.Seconds or OptionKind.Port or OptionKind.Rate => Number(a) == Number(b),
        _ => a == b,
    };

    /// <summary>The words with commas and an "or" between.</summary>
    internal static string OneOf(IReadOnlyList<string> words) =>
        words.Count == 1 ? words[0] : $"{string.Join(", ", words.Take(words.Count - 1))} or {words[^1]}";

    private static (string, string)? NumberFault(OptionDefinition option, string value, string quoted)
    {
        string what = option.Kind switch
        {
            OptionKind.Octal => "permission bits, such as 022",
            OptionKind.Seconds => "a whole number of seconds",
            OptionKind.Port => "a port",
            OptionKind.Rate => "bytes per second",
            _ => "a whole number",
        };
        if (Number(value) is not { } number)
        {
            bool notOctal = value.Length is > 1 and <= 18 && value[0] == '0' && value.All(char.IsAsciiDigit);
            return notOctal
                ? ($"a number that begins with 0 is octal, and {quoted} has a digit above 7.", $"Write {value.TrimStart('0')}.")
                : ($"wants {what}, not {quoted}.", CommentFix(value));
        }

        if (number >= option.Minimum && number <= option.Maximum)
        {
            return null;
        }

        if (option.Kind == OptionKind.Octal && value[0] != '0' && Number("0" + value) <= option.Maximum)
        {
            return ($"without a leading 0, {value} is decimal and no set of permission bits.", $"Write 0{value}.");
        }

        return option.Kind == OptionKind.Octal
            ? ($"wants {what}, at most 0777, not {quoted}.", "")
            : (string.Create(CultureInfo.InvariantCulture, $"wants {what} from {option.Minimum} to {option.Maximum}, not {quoted}."), "");
    }

    private static string FlagFix(OptionDefinition option, string value)
    {
        string letters = new([.. value.TakeWhile(char.IsAsciiLetterOrDigit)]);
        return letters.ToUpperInvariant() switch
        {
            "ON" or "Y" or "ENABLE" or "ENABLED" => $"Write {option.Name}=YES.",
            "OFF" or "N" or "NONE" or "DISABLE" or "DISABLED" => $"Write {option.Name}=NO.",
            _ => CommentFix(value),
        };
    }

    private static string CommentFix(string value) =>
        value.Contains('#', StringComparison.Ordinal) ? "A comment needs a line of its own." : value.StartsWith('"') ? "Leave out the quotes." : "";
}
