using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Help;

namespace Sealane.Packaging;

/// <summary>An option of a command line.</summary>
/// <param name="Names">Its spellings, the long one first where there is one.</param>
/// <param name="Description">What it does.</param>
/// <param name="Value">How its value is called; null without one.</param>
/// <param name="Words">The words that the value may be; empty when it is free.</param>
internal sealed record OptionNode(IReadOnlyList<string> Names, string Description, string? Value, IReadOnlyList<string> Words)
{
    private static readonly string[] s_files = ["FILE", "CONFIG"];

    /// <summary>The value is a directory.</summary>
    public bool IsDirectory => Value == "DIR";

    /// <summary>The value is a file.</summary>
    public bool IsFile => Value is { } value && s_files.Contains(value, StringComparer.OrdinalIgnoreCase);

    public static OptionNode Of(Option option)
    {
        // Help has Windows' spellings, too.
        string[] names = option is HelpOption ? ["--help", "-h"] : [option.Name, .. option.Aliases.Order(StringComparer.Ordinal)];
        bool takesValue = option.Arity.MaximumNumberOfValues > 0 && option.ValueType != typeof(bool);
        string value = option.HelpName ?? option.Name.TrimStart('-').ToUpperInvariant();
        string[] words = !takesValue ? []
            : value.Contains('|', StringComparison.Ordinal) ? value.Split('|')
            : [.. option.GetCompletions(CompletionContext.Empty).Select(item => item.Label).Order(StringComparer.Ordinal)];
        return new OptionNode(names, option is HelpOption ? "show help and exit" : option.Description ?? "", takesValue ? value : null, words);
    }
}
