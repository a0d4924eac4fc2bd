namespace Sealane.Shell.Commands;

/// <summary>One option of a command.</summary>
/// <param name="Id">What the command asks for; its short letter or its long name, whichever reads better.</param>
/// <param name="Short">Its letter; a NUL for none.</param>
/// <param name="Long">Its long name; null for none.</param>
/// <param name="Argument">Whether it has an argument.</param>
internal sealed record OptionSpec(string Id, char Short, string? Long = null, OptionArgument Argument = OptionArgument.None);

internal enum OptionArgument
{
    None,
    Required,

    /// <summary>Only as <c>--name=value</c> or <c>-xvalue</c>.</summary>
    Optional,
}
