using System.Globalization;
using Sealane.Client;
using Sealane.Protocol;
using Sealane.Shell.Listings;
using Sealane.Shell.Remote;

namespace Sealane.Shell.Commands;

/// <summary>find: everything below directories.</summary>
internal sealed class FindCommand : ShellCommand
{
    public override string Synopsis => "find [OPTS] <dirs>";

    public override string Help => """
        Lists directories with everything in them; those end in a slash. Links are not followed. A directory may be a URL.
         -d <levels>  goes only so deep; 1 is the directory itself
         -l           with permissions, owner, size and time
        """;

    public override OptionSpec[] Options => [new("d", 'd', "maxdepth", OptionArgument.Required), new("l", 'l', "ls")];

    public override async Task<int> RunAsync(CommandContext context)
    {
        ParsedArguments arguments = ShortUsage.Parse(context, Options, "find [-d #] dir");
        int levels = arguments.Value("d") is not { } given ? int.MaxValue
            : int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : throw new CommandException($"{given} - not a number");
        bool isLong = arguments.Has("l");
        var walk = new TreeWalk(context) { Levels = levels, ShowsUrls = true };
        int code = 0;
        foreach (string name in arguments.Operands.Count == 0 ? ["."] : arguments.Operands)
        {
            await foreach (TreeNode node in walk.RunAsync(name).ConfigureAwait(false))
            {
                if (node.IsEnd)
                {
                    continue;
                }

                string path = node.Entry.IsDirectory ? node.Path.TrimEnd('/') + "/" : node.Path;
                context.WriteLine(isLong ? Line(node.Entry, path) : path);
            }

            code = walk.Refused > 0 ? 1 : 0;
        }

        return code;
    }

    /// <summary>An entry with everything that is known of it, in the columns of tar's lists.</summary>
    internal static string Line(RemoteEntry entry, string path)
    {
        string owner = entry.Owner is null && entry.Group is null ? "" : $"{entry.Owner}{(entry.Group is null ? "" : "/" + entry.Group)}";
        string size = (entry.Length?.ToString(CultureInfo.InvariantCulture) ?? "-").PadLeft(Math.Max(1, 20 - owner.Length));
        string time = TimeStyle.Local(entry)?.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "-";
        string target = entry is { Kind: EntryKind.SymbolicLink, LinkTarget: { } to } ? $" -> {to}" : "";
        return $"{ModeText.Of(entry)}  {owner} {size} {time} {path}{target}";
    }
}
