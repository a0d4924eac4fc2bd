using System.Text;

namespace Sealane.Server.Accounts;

/// <summary>The one rule for what an account may be called, so that a name is safe in a log line, on a command line and as the name of a directory.</summary>
public static class AccountName
{
    /// <summary>Longest name, in bytes of UTF-8. Room for a mail address; short enough for a log line.</summary>
    public const int MaxBytes = 64;

    /// <summary>The rule as a sentence for the operator.</summary>
    public const string Rule =
        "an account name is 1 to 64 bytes of UTF-8 without blanks, control characters and / \\ : ; , \" ' ` * ? < > | & $ # % !, and does not begin with - or .";

    private const string Forbidden = "/\\:;,\"'`*?<>|&$#%!";

    /// <summary>True when <paramref name="name"/> keeps to <see cref="Rule"/>.</summary>
    public static bool IsValid(string? name)
    {
        if (string.IsNullOrEmpty(name) || name[0] is '-' or '.')
        {
            return false;
        }

        int bytes = 0;
        ReadOnlySpan<char> rest = name;
        while (!rest.IsEmpty)
        {
            // A lone surrogate is no character and would be stored as something else than was typed.
            if (Rune.DecodeFromUtf16(rest, out Rune rune, out int length) != System.Buffers.OperationStatus.Done || !MayContain(rune))
            {
                return false;
            }

            bytes += rune.Utf8SequenceLength;
            rest = rest[length..];
        }

        return bytes <= MaxBytes;
    }

    // U+FFFD is what undecodable bytes become: two different byte strings would share a name.
    private static bool MayContain(Rune rune) =>
        !Rune.IsControl(rune) && !Rune.IsWhiteSpace(rune) && rune.Value != 0xFFFD
        && Rune.GetUnicodeCategory(rune) is not (System.Globalization.UnicodeCategory.Format or System.Globalization.UnicodeCategory.OtherNotAssigned)
        && !(rune.IsBmp && Forbidden.Contains((char)rune.Value, StringComparison.Ordinal));
}
