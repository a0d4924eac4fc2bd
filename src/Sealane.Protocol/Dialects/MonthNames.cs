using System.Text;

namespace Sealane.Protocol.Dialects;

/// <summary>Names of months in the languages that servers' locales have.</summary>
internal static class MonthNames
{
    // In bytes of UTF-8; longer words are no month.
    private const int MaxLength = 24;

    // January to December. A name that two languages give to different months is in neither.
    private static readonly string[] s_languages =
    [
        "jan feb mar apr may jun jul aug sep oct nov dec",
        "january february march april may june july august september october november december",
        "jan feb mär apr mai jun jul aug sep okt nov dez",
        "jän feb mrz apr mai juni juli aug sept okt nov dez",
        "janv févr mars avr mai juin juil août sept oct nov déc",
        "jan fév mar avril mai jui jui aoû sep oct nov déc",
        "ene feb mar abr may jun jul ago sep oct nov dic",
        "gen feb mar apr mag giu lug ago set ott nov dic",
        "jan fev mar abr mai jun jul ago set out nov dez",
        "jan feb mrt apr mei jun jul aug sep okt nov dec",
        "jan feb mar apr maj jun jul aug sep okt nov dec",
        "jan feb mars april mai juni juli aug sep okt nov des",
        "tammi helmi maalis huhti touko kesä heinä elo syys loka marras joulu",
        "sty lut mar kwi maj cze lip sie wrz paź lis gru",
        "led úno bře dub kvě čen čec srp zář říj lis pro",
        "jan febr márc ápr máj jún júl aug szept okt nov dec",
        "янв фев мар апр май июн июл авг сен окт ноя дек",
        "янв фев мар апр мая июня июля авг сент окт нояб дек",
        "січ лют бер кві тра чер лип сер вер жов лис гру",
        "oca şub mar nis may haz tem ağu eyl eki kas ara",
        "ιαν φεβ μαρ απρ μαϊ ιουν ιουλ αυγ σεπ οκτ νοε δεκ",
    ];

    private static readonly Dictionary<string, int> s_months = Collect();

    private static ReadOnlySpan<byte> Month => "月"u8;

    private static ReadOnlySpan<byte> KoreanMonth => "월"u8;

    /// <summary>Reads a month: a name, with or without a dot behind it, in UTF-8 or Latin-1, or a number with the sign for month behind it.</summary>
    public static bool TryRead(ReadOnlySpan<byte> word, out int month)
    {
        month = word.Length == 3 ? English(word) : 0;
        if (month > 0)
        {
            return true;
        }

        // A number is the most frequent other word.
        if (word.Length is < 3 or > MaxLength || (word[0] is >= (byte)'0' and <= (byte)'9' && word[^1] < 0x80))
        {
            return false;
        }

        if (word.EndsWith(Month) || word.EndsWith(KoreanMonth))
        {
            return Number.TryRead(word[..^3], 12, out month) && month > 0;
        }

        word = word.TrimEnd((byte)'.');
        string text = (System.Text.Unicode.Utf8.IsValid(word) ? Encoding.UTF8 : Encoding.Latin1).GetString(word);
        return s_months.TryGetValue(text.ToLowerInvariant(), out month);
    }

    // Without making a string for nearly every line there is.
    private static int English(ReadOnlySpan<byte> word) => ((word[0] | 0x20) << 16 | (word[1] | 0x20) << 8 | (word[2] | 0x20)) switch
    {
        'j' << 16 | 'a' << 8 | 'n' => 1,
        'f' << 16 | 'e' << 8 | 'b' => 2,
        'm' << 16 | 'a' << 8 | 'r' => 3,
        'a' << 16 | 'p' << 8 | 'r' => 4,
        'm' << 16 | 'a' << 8 | 'y' => 5,
        'j' << 16 | 'u' << 8 | 'n' => 6,
        'j' << 16 | 'u' << 8 | 'l' => 7,
        'a' << 16 | 'u' << 8 | 'g' => 8,
        's' << 16 | 'e' << 8 | 'p' => 9,
        'o' << 16 | 'c' << 8 | 't' => 10,
        'n' << 16 | 'o' << 8 | 'v' => 11,
        'd' << 16 | 'e' << 8 | 'c' => 12,
        _ => 0,
    };

    private static Dictionary<string, int> Collect()
    {
        Dictionary<string, int> months = [];
        HashSet<string> ambiguous = [];
        foreach (string language in s_languages)
        {
            string[] names = language.Split(' ');
            for (int i = 0; i < names.Length; i++)
            {
                if (!months.TryAdd(names[i], i + 1) && months[names[i]] != i + 1)
                {
                    ambiguous.Add(names[i]);
                }
            }
        }

        foreach (string name in ambiguous)
        {
            months.Remove(name);
        }

        return months;
    }
}
