using Sealane.Shell.Commands;
using Sealane.Shell.Sites;

namespace Sealane.Shell.Transfers;

/// <summary>Where the copies of a command go: -O, a setting, or the current directory of the other side.</summary>
internal static class TargetBase
{
    /// <summary>The place of -O or of <c>xfer:destination-directory</c>; null for the current directory.</summary>
    public static FilePlace? Of(ParsedArguments arguments, CommandContext context, bool uploads)
    {
        string? word = arguments.Value("O");
        if (word is null && !uploads && context.Settings.Text("xfer:destination-directory", context.Place.Site?.Closures ?? []) is { Length: > 0 } setting)
        {
            word = setting;
        }

        return word is null ? null : uploads ? FilePlace.Remote(context, word) : FilePlace.Local(context, word);
    }

    /// <summary>A copy's place.</summary>
    public static FilePlace For(FilePlace? @base, string name, CommandContext context, bool uploads) =>
        @base is null || SiteUrl.IsUrl(name) || (@base.IsLocal && Path.IsPathRooted(name)) ? uploads ? FilePlace.Remote(context, name) : FilePlace.Local(context, name)
        : @base.Child(name);
}
