namespace Sealane.Shell.Commands;

/// <summary>Options and operands, read as getopt_long does: letters may be bundled, long names abbreviated, <c>--</c> ends the options.</summary>
internal sealed class ParsedArguments
{
    private readonly List<KeyValuePair<string, string?>> _options = [];
    private readonly List<string> _operands = [];

    private ParsedArguments()
    {
    }

    /// <summary>What is no option, in order.</summary>
    public IReadOnlyList<string> Operands => _operands;

    /// <summary>Options by id with their arguments, in the order they were given.</summary>
    public IReadOnlyList<KeyValuePair<string, string?>> Options => _options;

    /// <summary>Whether an option was given.</summary>
    public bool Has(string id) => _options.Exists(option => option.Key == id);

    /// <summary>How often it was given.</summary>
    public int Count(string id) => _options.Count(option => option.Key == id);

    /// <summary>Its argument; that of the last one if it was given several times.</summary>
    public string? Value(string id) => _options.FindLast(option => option.Key == id).Value;

    /// <summary>Reads arguments.</summary>
    /// <param name="name">The command's name, for messages.</param>
    /// <param name="arguments">The words behind the name.</param>
    /// <param name="specs">The options there are.</param>
    /// <param name="permute">Whether options may come after operands.</param>
    /// <param name="hint">The second line of messages; null for "Try `help NAME'…".</param>
    /// <exception cref="UsageException">An option is unknown, or its argument is missing or too many.</exception>
    public static ParsedArguments Parse(string name, IReadOnlyList<string> arguments, OptionSpec[] specs, bool permute = true, string? hint = null)
    {
        var parsed = new ParsedArguments();
        hint ??= $"Try `help {name}' for more information.";
        for (int i = 0; i < arguments.Count; i++)
        {
            string word = arguments[i];
            if (word == "--")
            {
                parsed._operands.AddRange(arguments.Skip(i + 1));
                break;
            }

            if (word.Length < 2 || word[0] != '-')
            {
                if (!permute)
                {
                    parsed._operands.AddRange(arguments.Skip(i));
                    break;
                }

                parsed._operands.Add(word);
                continue;
            }

            string? fault = word[1] == '-' ? parsed.TakeLong(word[2..], arguments, ref i, specs) : parsed.TakeShort(word, arguments, ref i, specs);
            if (fault is not null)
            {
                throw new UsageException($"{name}: {fault}\n{hint}");
            }
        }

        return parsed;
    }

    private string? TakeShort(string word, IReadOnlyList<string> arguments, ref int index, OptionSpec[] specs)
    {
        for (int at = 1; at < word.Length; at++)
        {
            char letter = word[at];
            if (Array.Find(specs, spec => spec.Short == letter) is not { } option)
            {
                return $"invalid option -- '{letter}'";
            }

            string? value = null;
            if (option.Argument != OptionArgument.None)
            {
                value = at + 1 < word.Length ? word[(at + 1)..] : null;
                if (value is null && option.Argument == OptionArgument.Required)
                {
                    if (++index >= arguments.Count)
                    {
                        return $"option requires an argument -- '{letter}'";
                    }

                    value = arguments[index];
                }

                at = word.Length;
            }

            _options.Add(new(option.Id, value));
        }

        return null;
    }

    private string? TakeLong(string word, IReadOnlyList<string> arguments, ref int index, OptionSpec[] specs)
    {
        int equals = word.IndexOf('=', StringComparison.Ordinal);
        string typed = equals < 0 ? word : word[..equals];
        string? value = equals < 0 ? null : word[(equals + 1)..];
        OptionSpec[] found = [.. specs.Where(spec => spec.Long == typed)];
        found = found.Length > 0 ? found : [.. specs.Where(spec => spec.Long?.StartsWith(typed, StringComparison.Ordinal) == true)];
        if (found.Length == 0)
        {
            return $"unrecognized option '--{typed}'";
        }

        if (found.DistinctBy(spec => spec.Id).Count() > 1)
        {
            return $"option '--{typed}' is ambiguous; possibilities: {string.Join(" ", found.Select(spec => $"'--{spec.Long}'"))}";
        }

        OptionSpec option = found[0];
        if (value is not null && option.Argument == OptionArgument.None)
        {
            return $"option '--{option.Long}' doesn't allow an argument";
        }

        if (value is null && option.Argument == OptionArgument.Required)
        {
            if (++index >= arguments.Count)
            {
                return $"option '--{option.Long}' requires an argument";
            }

            value = arguments[index];
        }

        _options.Add(new(option.Id, value));
        return null;
    }
}
