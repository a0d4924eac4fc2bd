using System.Globalization;
using Sealane.Client.Mirroring;
using Sealane.Shell.Commands;
using Sealane.Shell.Settings;

namespace Sealane.Shell.Transfers.Mirrors;

/// <summary>The options of <c>mirror</c> and the mirror: settings, as what the library is asked for.</summary>
/// <param name="arguments">The command's words.</param>
/// <param name="context">The command.</param>
internal sealed class MirrorWords(ParsedArguments arguments, CommandContext context)
{
    /// <summary>All options, with lftp's letters and names.</summary>
    public static OptionSpec[] Specs { get; } =
    [
        new("reverse", 'R', "reverse"), new("continue", 'c', "continue"), new("delete", 'e', "delete"), new("delete-first", '\0', "delete-first"), new("delete-excluded", '\0', "delete-excluded"),
        new("max-delete", '\0', "max-delete", OptionArgument.Required), new("depth-first", '\0', "depth-first"), new("scan-all-first", '\0', "scan-all-first"),
        new("only-newer", 'n', "only-newer"), new("only-missing", '\0', "only-missing"), new("only-existing", '\0', "only-existing"), new("ignore-time", '\0', "ignore-time"),
        new("ignore-size", '\0', "ignore-size"), new("upload-older", '\0', "upload-older"), new("transfer-all", '\0', "transfer-all"), new("no-recursion", 'r', "no-recursion"),
        new("recursion", '\0', "recursion", OptionArgument.Required), new("no-symlinks", '\0', "no-symlinks"), new("dereference", 'L', "dereference"), new("no-dereference", '\0', "no-dereference"),
        new("no-perms", 'p', "no-perms"), new("perms", '\0', "perms"), new("no-umask", '\0', "no-umask"), new("allow-suid", 's', "allow-suid"), new("allow-chown", '\0', "allow-chown"), new("all", 'a'),
        new("overwrite", '\0', "overwrite"), new("no-overwrite", '\0', "no-overwrite"), new("newer-than", 'N', "newer-than", OptionArgument.Required), new("older-than", '\0', "older-than", OptionArgument.Required),
        new("size-range", '\0', "size-range", OptionArgument.Required), new("parallel", 'P', null, OptionArgument.Required), new("parallel", '\0', "parallel", OptionArgument.Optional), new("use-pget-n", '\0', "use-pget-n", OptionArgument.Optional),
        new("include", 'i', "include", OptionArgument.Required), new("exclude", 'x', "exclude", OptionArgument.Required),
        new("include-glob", 'I', "include-glob", OptionArgument.Required), new("exclude-glob", 'X', "exclude-glob", OptionArgument.Required),
        new("include-rx-from", '\0', "include-rx-from", OptionArgument.Required), new("exclude-rx-from", '\0', "exclude-rx-from", OptionArgument.Required),
        new("include-glob-from", '\0', "include-glob-from", OptionArgument.Required), new("exclude-glob-from", '\0', "exclude-glob-from", OptionArgument.Required),
        new("file", 'f', "file", OptionArgument.Required), new("directory", 'F', "directory", OptionArgument.Required), new("target-directory", 'O', "target-directory", OptionArgument.Required),
        new("verbose", 'v'), new("verbose", '\0', "verbose", OptionArgument.Optional), new("log", '\0', "log", OptionArgument.Required), new("script", '\0', "script", OptionArgument.Required),
        new("dry-run", '\0', "dry-run", OptionArgument.Optional), new("dry-run", '\0', "just-print", OptionArgument.Optional), new("max-errors", '\0', "max-errors", OptionArgument.Required),
        new("skip-noaccess", '\0', "skip-noaccess"), new("use-cache", '\0', "use-cache"), new("Remove-source-files", '\0', "Remove-source-files"), new("Remove-source-dirs", '\0', "Remove-source-dirs"),
        new("Move", '\0', "Move"), new("no-empty-dirs", '\0', "no-empty-dirs"), new("flat", '\0', "flat"), new("ascii", 'A', "ascii"), new("loop", '\0', "loop"),
        new("on-change", '\0', "on-change", OptionArgument.Required), new("verify", '\0', "verify"),
    ];

    public bool IsReverse => arguments.Has("reverse");

    public bool Loops => arguments.Has("loop");

    public string? OnChange => arguments.Value("on-change");

    /// <summary>Whether files are only named; by --script too.</summary>
    public bool IsDryRun => arguments.Has("dry-run") || arguments.Has("script");

    /// <summary>Where commands are written to: a file, <c>-</c> for the output, null for nowhere.</summary>
    public string? ScriptFile => arguments.Value("script") ?? (arguments.Has("dry-run") ? arguments.Value("dry-run") ?? "-" : arguments.Value("log"));

    /// <summary>How much is said: each -v says more, --verbose=N says so much.</summary>
    public int Verbosity => arguments.Options.Where(one => one.Key == "verbose")
        .Aggregate(0, (level, one) => int.TryParse(one.Value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : level + 1);

    public bool Overwrites => !arguments.Has("no-overwrite") && (arguments.Has("overwrite") || Flag("mirror:overwrite"));

    /// <summary>Connections; null lets the library find the best number.</summary>
    public int? Parallel => arguments.Value("parallel") is { } text ? CopyOptions.Count(text, "--parallel")
        : context.Settings.Number("mirror:parallel-transfer-count") is > 0 and { } count ? (int)Math.Min(count, 100) : null;

    /// <summary>Connections for each large file.</summary>
    public int Segments => arguments.Has("use-pget-n")
        ? arguments.Value("use-pget-n") is { } text ? CopyOptions.Count(text, "--use-pget-n") : (int)context.Settings.Number("pget:default-n")
        : (int)Math.Min(100, context.Settings.Number("mirror:use-pget-n"));

    /// <summary>What the library is asked for.</summary>
    /// <param name="only">Rules in front of the user's; null for none.</param>
    /// <exception cref="CommandException">A value cannot be.</exception>
    public MirrorOptions Options(MirrorRule[]? only)
    {
        bool move = arguments.Has("Move"), all = arguments.Has("all");
        (long? least, long? most) = arguments.Value("size-range") is { } range ? Sizes(range) : (null, null);
        long retries = context.Settings.Number("net:max-retries");
        try
        {
            return new MirrorOptions
            {
                Filter = Filter(only ?? []),
                Recursion = Recursion(),
                OnlyNewer = arguments.Has("only-newer"),
                OnlyMissing = arguments.Has("only-missing"),
                OnlyExisting = arguments.Has("only-existing"),
                IgnoreTime = arguments.Has("ignore-time"),
                IgnoreSize = arguments.Has("ignore-size") || arguments.Has("ascii"),
                TransferAll = arguments.Has("transfer-all"),
                UploadOlder = arguments.Has("upload-older"),
                NewerThan = arguments.Value("newer-than") is { } newer ? MirrorTime.Parse(newer, context.Place) : null,
                OlderThan = arguments.Value("older-than") is { } older ? MirrorTime.Parse(older, context.Place) : null,
                SmallestSize = least,
                LargestSize = most,
                Links = arguments.Has("no-symlinks") ? MirrorLinks.Skip
                    : !arguments.Has("no-dereference") && (arguments.Has("dereference") || Flag("mirror:dereference")) ? MirrorLinks.Follow : MirrorLinks.Keep,
                Permissions = arguments.Has("perms") || (!arguments.Has("no-perms") && Flag("mirror:set-permissions")),
                Umask = all || arguments.Has("no-umask") ? 0 : null,
                AllowSetId = all || arguments.Has("allow-suid"),
                Delete = arguments.Has("delete") || arguments.Has("delete-first") || arguments.Has("delete-excluded"),
                DeleteFirst = arguments.Has("delete-first"),
                DeleteExcluded = arguments.Has("delete-excluded"),
                MaxDelete = arguments.Value("max-delete") is { } limit ? DeleteLimit.Parse(limit) ?? throw new CommandException("--max-delete: a number of files or a percentage expected") : DeleteLimit.None,
                ScanAllFirst = arguments.Has("scan-all-first"),
                DepthFirst = arguments.Has("depth-first"),
                OneDirectoryAtATime = !Flag("mirror:parallel-directories"),
                NoEmptyDirectories = arguments.Has("no-empty-dirs") || Flag("mirror:no-empty-dirs"),
                Flat = arguments.Has("flat"),
                Continue = arguments.Has("continue"),
                RemoveSourceFiles = move || arguments.Has("Remove-source-files") || arguments.Has("Remove-source-dirs"),
                RemoveSourceDirectories = move || arguments.Has("Remove-source-dirs"),
                DryRun = IsDryRun,
                Ascii = arguments.Has("ascii"),
                SkipUnreadable = arguments.Has("skip-noaccess") || Flag("mirror:skip-noaccess"),
                MaxErrors = arguments.Value("max-errors") is { } errors ? (int)Math.Min(int.MaxValue, Number(errors, "--max-errors")) : 0,
                Retries = retries == 0 ? int.MaxValue : (int)Math.Clamp(retries - 1, 0, int.MaxValue),
                Order = context.Settings.Text("mirror:order").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries),
                SortBy = context.Settings.Text("mirror:sort-by").Replace("-desc", "", StringComparison.Ordinal) switch { "size" => MirrorSort.Size, "date" => MirrorSort.Time, _ => MirrorSort.Name },
                SortDescending = context.Settings.Text("mirror:sort-by").EndsWith("-desc", StringComparison.Ordinal),
                Verify = arguments.Has("verify") ? MirrorVerification.WhenPossible : MirrorVerification.None,
            };
        }
        catch (ArgumentException e)
        {
            throw new CommandException(e.Message, e);
        }
    }

    /// <summary>Options that are accepted and change nothing, each in a sentence.</summary>
    public IEnumerable<string> Remarks()
    {
        if (arguments.Has("allow-chown"))
        {
            yield return "--allow-chown has no effect: FTP knows no owners that could be set";
        }

        if (arguments.Has("use-cache"))
        {
            yield return "--use-cache has no effect: directories are always listed anew";
        }
    }

    private MirrorFilter Filter(MirrorRule[] only)
    {
        List<MirrorRule> rules = [.. only];
        foreach ((string id, string? value) in arguments.Options)
        {
            bool includes = id.StartsWith("include", StringComparison.Ordinal), isGlob = id.Contains("glob", StringComparison.Ordinal);
            if (id is "include" or "exclude" or "include-glob" or "exclude-glob")
            {
                rules.Add(new MirrorRule(includes, isGlob, value!));
            }
            else if (id.EndsWith("-from", StringComparison.Ordinal))
            {
                rules.AddRange(FromFile(value!, includes, isGlob));
            }
        }

        string excluded = context.Settings.Text("mirror:exclude-regex"), included = context.Settings.Text("mirror:include-regex");
        if (included.Length > 0 && (rules.Count == 0 || !rules[0].Includes))
        {
            rules.InsertRange(0, excluded.Length > 0 ? [new MirrorRule(false, false, excluded), new MirrorRule(true, false, included)] : [new MirrorRule(true, false, included)]);
            return new MirrorFilter(rules, "");
        }

        return new MirrorFilter(rules, excluded);
    }

    private IReadOnlyList<MirrorRule> FromFile(string file, bool includes, bool isGlob)
    {
        string path = context.Place.Resolve(file);
        try
        {
            return MirrorRule.FromFile(path, includes, isGlob);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{file}: {LocalFault.Of(e)}", e);
        }
    }

    private MirrorRecursion Recursion() => arguments.Has("no-recursion") ? MirrorRecursion.Never : arguments.Value("recursion") switch
    {
        null or "always" => MirrorRecursion.Always,
        "never" => MirrorRecursion.Never,
        "missing" => MirrorRecursion.Missing,
        "newer" => MirrorRecursion.Newer,
        _ => throw new CommandException("--recursion must be one of: always, never, missing, newer"),
    };

    private static (long? Least, long? Most) Sizes(string range)
    {
        int dash = range.IndexOf('-', StringComparison.Ordinal);
        string least = dash < 0 ? range : range[..dash], most = dash < 0 ? range : range[(dash + 1)..];
        return (least.Length > 0 ? Number(least, "--size-range") : null, most.Length > 0 ? Number(most, "--size-range") : null);
    }

    private static long Number(string text, string option) => SettingValue.TryNumber(text, out long number) ? number : throw new CommandException($"{option}: {text}: invalid number");

    private bool Flag(string setting) => context.Settings.Flag(setting);
}
