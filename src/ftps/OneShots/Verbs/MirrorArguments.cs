using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.RegularExpressions;
using Sealane.Client.Mirroring;

namespace Sealane.Shell.OneShots.Verbs;

/// <summary>The options of <c>ftps mirror</c>: lftp's names where lftp has them.</summary>
internal static partial class MirrorArguments
{
    private static readonly Option<bool> s_delete = Flag("Delete at the target what the source has not, unless the source's listing is in doubt.", "--delete", "-e");
    private static readonly Option<bool> s_deleteFirst = Flag("With --delete: before anything is transferred.", "--delete-first");
    private static readonly Option<bool> s_deleteExcluded = Flag("With --delete: what is excluded goes too.", "--delete-excluded");
    private static readonly Option<string?> s_maxDelete = new("--max-delete") { Description = "With --delete: if more files would go, none goes.", HelpName = "N|N%" };
    private static readonly Option<bool> s_continue = Flag("Take shorter files at the target for beginnings, and move the rest.", "--continue", "-c");
    private static readonly Option<bool> s_onlyNewer = Flag("Only files that are newer at the source.", "--only-newer", "-n");
    private static readonly Option<bool> s_onlyMissing = Flag("Only files that the target has not.", "--only-missing");
    private static readonly Option<bool> s_onlyExisting = Flag("Only files that the target has.", "--only-existing");
    private static readonly Option<bool> s_ignoreTime = Flag("Do not compare times.", "--ignore-time");
    private static readonly Option<bool> s_ignoreSize = Flag("Do not compare sizes.", "--ignore-size");
    private static readonly Option<bool> s_checksum = Flag("Compare content by the server's hash where time differs, or does not count.", "--checksum");
    private static readonly Option<bool> s_all = Flag("Everything, the same or not.", "--transfer-all");
    private static readonly Option<bool> s_uploadOlder = Flag("Upload files that are older than the server's too.", "--upload-older");
    private static readonly Option<bool> s_noRecursion = Flag("No subdirectories.", "--no-recursion", "-r");
    private static readonly Option<bool> s_follow = Flag("Take links for what they lead to.", "--dereference", "-L");
    private static readonly Option<bool> s_noLinks = Flag("Leave links out.", "--no-symlinks");
    private static readonly Option<bool> s_noPermissions = Flag("Leave permissions as they come.", "--no-perms");
    private static readonly Option<bool> s_noEmpty = Flag("Make no directory that nothing is put into.", "--no-empty-dirs");
    private static readonly Option<bool> s_flat = Flag("All files into the one target directory.", "--flat");
    private static readonly Option<bool> s_move = Flag("Delete source files, and directories that become empty, once the target has them.", "--Move");
    private static readonly Option<bool> s_removeSource = Flag("Delete source files once the target has them.", "--Remove-source-files");
    private static readonly Option<bool> s_dry = Flag("Change nothing; print what would be done.", "--dry-run", "--just-print");
    private static readonly Option<string?> s_newer = new("--newer-than", "-N") { Description = "Only files modified after this: 2026-01-31, 7d ago (7d, 12h, 2w), or as a local file.", HelpName = "TIME" };
    private static readonly Option<string?> s_older = new("--older-than") { Description = "Only files modified before this.", HelpName = "TIME" };
    private static readonly Option<string?> s_sizes = new("--size-range") { Description = "Only files of so many bytes: 1k-10M, 100-, -1G.", HelpName = "A-B" };
    private static readonly Option<int?> s_parallel = new("--parallel", "-P") { Description = "So many connections; without it, as many as make it faster.", HelpName = "N" };
    private static readonly Option<int?> s_maxErrors = new("--max-errors") { Description = "Stop after so many errors.", HelpName = "N" };
    private static readonly Option<string?> s_verify = new("--verify") { Description = "Compare the hash of each transferred file with the server's; =when-possible where it has one.", HelpName = "=WHEN" };
    private static readonly Option<string[]> s_include = new("--include", "-i") { Description = "Take part: a regular expression, compared with the path (of directories with / at its end).", HelpName = "RX" };
    private static readonly Option<string[]> s_exclude = new("--exclude", "-x") { Description = "Leave out.", HelpName = "RX" };
    private static readonly Option<string[]> s_includeGlob = new("--include-glob", "-I") { Description = "Take part: a shell pattern.", HelpName = "GLOB" };
    private static readonly Option<string[]> s_excludeGlob = new("--exclude-glob", "-X") { Description = "Leave out.", HelpName = "GLOB" };

    public static Symbol[] All =>
    [
        s_delete, s_deleteFirst, s_deleteExcluded, s_maxDelete, s_continue, s_onlyNewer, s_onlyMissing, s_onlyExisting, s_ignoreTime, s_ignoreSize, s_checksum, s_all, s_uploadOlder,
        s_noRecursion, s_follow, s_noLinks, s_noPermissions, s_noEmpty, s_flat, s_move, s_removeSource, s_dry, s_newer, s_older, s_sizes, s_parallel, s_maxErrors, s_verify,
        s_include, s_exclude, s_includeGlob, s_excludeGlob,
    ];

    /// <summary>Null to let the number be found.</summary>
    public static int? Sessions(Run run) => run.Words.GetValue(s_parallel) is { } number
        ? number is > 0 and <= 100 ? number : throw new UsageFault("--parallel wants a number from 1 to 100")
        : null;

    /// <exception cref="UsageFault">A value makes no sense.</exception>
    public static MirrorOptions Read(Run run)
    {
        ParseResult words = run.Words;
        bool deletes = words.GetValue(s_delete);
        if (!deletes && (words.GetValue(s_deleteFirst) || words.GetValue(s_deleteExcluded) || words.GetValue(s_maxDelete) is not null))
        {
            throw new UsageFault("--delete-first, --delete-excluded and --max-delete say how to delete; whether to is said by --delete");
        }

        (long? smallest, long? largest) = Sizes(words.GetValue(s_sizes));
        return new MirrorOptions
        {
            Filter = Filter(words),
            Recursion = words.GetValue(s_noRecursion) ? MirrorRecursion.Never : MirrorRecursion.Always,
            OnlyNewer = words.GetValue(s_onlyNewer),
            OnlyMissing = words.GetValue(s_onlyMissing),
            OnlyExisting = words.GetValue(s_onlyExisting),
            IgnoreTime = words.GetValue(s_ignoreTime),
            IgnoreSize = words.GetValue(s_ignoreSize),
            CompareHash = words.GetValue(s_checksum),
            TransferAll = words.GetValue(s_all),
            UploadOlder = words.GetValue(s_uploadOlder),
            NewerThan = Time(words.GetValue(s_newer)),
            OlderThan = Time(words.GetValue(s_older)),
            SmallestSize = smallest,
            LargestSize = largest,
            Links = words.GetValue(s_follow) ? MirrorLinks.Follow : words.GetValue(s_noLinks) ? MirrorLinks.Skip : MirrorLinks.Keep,
            Permissions = !words.GetValue(s_noPermissions),
            Delete = deletes,
            DeleteFirst = words.GetValue(s_deleteFirst),
            DeleteExcluded = words.GetValue(s_deleteExcluded),
            MaxDelete = words.GetValue(s_maxDelete) is { } limit ? DeleteLimit.Parse(limit) ?? throw new UsageFault($"--max-delete {limit}: it wants 100 or 10%") : DeleteLimit.None,
            Continue = words.GetValue(s_continue),
            NoEmptyDirectories = words.GetValue(s_noEmpty),
            Flat = words.GetValue(s_flat),
            RemoveSourceFiles = words.GetValue(s_removeSource) || words.GetValue(s_move),
            RemoveSourceDirectories = words.GetValue(s_move),
            RemoveSourceTop = false,
            DryRun = words.GetValue(s_dry),
            MaxErrors = words.GetValue(s_maxErrors) ?? 0,
            Retries = run.Settings.Retries ?? MirrorOptions.None.Retries,
            Verify = words.GetValue(s_verify) switch
            {
                null => MirrorVerification.None,
                "any" or "always" => MirrorVerification.Always,
                "when-possible" => MirrorVerification.WhenPossible,
                { } other => throw new UsageFault($"--verify={other}: it is always or when-possible"),
            },
        };
    }

    // Their order among one another decides, so the words are gone through as they stand.
    private static MirrorFilter Filter(ParseResult words)
    {
        List<MirrorRule> rules = [];
        for (int i = 0; i + 1 < words.Tokens.Count; i++)
        {
            if (words.Tokens[i].Type != TokenType.Option)
            {
                continue;
            }

            string pattern = words.Tokens[i + 1].Value;
            switch (words.Tokens[i].Value)
            {
                case "--include" or "-i":
                    rules.Add(new MirrorRule(Includes: true, IsGlob: false, pattern));
                    break;
                case "--exclude" or "-x":
                    rules.Add(new MirrorRule(Includes: false, IsGlob: false, pattern));
                    break;
                case "--include-glob" or "-I":
                    rules.Add(new MirrorRule(Includes: true, IsGlob: true, pattern));
                    break;
                case "--exclude-glob" or "-X":
                    rules.Add(new MirrorRule(Includes: false, IsGlob: true, pattern));
                    break;
                default:
                    break;
            }
        }

        try
        {
            return new MirrorFilter(rules);
        }
        catch (ArgumentException e)
        {
            throw new UsageFault($"a pattern is no regular expression: {e.Message}");
        }
    }

    private static DateTime? Time(string? text)
    {
        if (text is null)
        {
            return null;
        }

        if (Ago().Match(text) is { Success: true } ago)
        {
            double number = double.Parse(ago.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
            return DateTime.UtcNow - (ago.Groups[2].Value switch { "m" => TimeSpan.FromMinutes(number), "h" => TimeSpan.FromHours(number), "d" => TimeSpan.FromDays(number), _ => TimeSpan.FromDays(7 * number) });
        }

        return File.Exists(text) ? File.GetLastWriteTimeUtc(text)
            : DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal | DateTimeStyles.AdjustToUniversal, out DateTime time) ? time
            : throw new UsageFault($"'{text}' is no time: write 2026-01-31, 2026-01-31T12:00, 7d (ago), or the name of a local file");
    }

    private static (long? Smallest, long? Largest) Sizes(string? text)
    {
        if (text is null)
        {
            return (null, null);
        }

        string[] parts = text.Split('-');
        return parts.Length == 2 ? (Size(parts[0], text), Size(parts[1], text)) : throw new UsageFault($"--size-range {text}: it wants 1k-10M, 100- or -1G");
    }

    private static long? Size(string text, string whole)
    {
        if (text.Length == 0)
        {
            return null;
        }

        long scale = char.ToUpperInvariant(text[^1]) switch { 'K' => 1L << 10, 'M' => 1L << 20, 'G' => 1L << 30, _ => 1 };
        return double.TryParse(scale > 1 ? text[..^1] : text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number)
            ? (long)(number * scale)
            : throw new UsageFault($"--size-range {whole}: it wants 1k-10M, 100- or -1G");
    }

    private static Option<bool> Flag(string description, string name, params string[] aliases) => new(name, aliases) { Description = description };

    [GeneratedRegex(@"^([0-9]+(?:\.[0-9]+)?)([mhdw])$")]
    private static partial Regex Ago();
}
