using Sealane.Shell.Sites;

namespace Sealane.Shell.Commands;

/// <summary>bookmark: sites by names of one's own.</summary>
internal sealed class BookmarkCommand : ShellCommand
{
    public override string Synopsis => "bookmark [SUBCMD]";

    public override string Help => """
        Keeps sites under names, which open takes in the place of a host.
         add <name> [<url>]  keeps a site, or the current one
         del <name>          forgets it
         edit                opens the file in $EDITOR
         import <type>       runs lftp's import script for bookmarks of another program
         list                shows them (the default); passwords are never shown
        Passwords are written only with `set bmk:save-passwords yes'.
        """;

    public override async Task<int> RunAsync(CommandContext context)
    {
        BookmarkFile marks = context.Shell.Bookmarks;
        switch (context.Arguments)
        {
            case [] or ["list", ..]:
                foreach ((string name, string url) in marks.All())
                {
                    context.WriteLine($"{name}\t{(url.Length == 0 ? "\"\"" : BookmarkFile.Masked(url))}");
                }

                return 0;
            case ["add", { } name, ..]:
                marks.Set(Checked(name), context.Arguments.Length > 2 ? Written(context.Arguments[2], context) : Current(context));
                return 0;
            case ["del", { } name, ..]:
                return marks.Remove(name) ? 0 : throw new CommandException($"no such bookmark `{name}'");
            case ["add" or "del"]:
                throw new CommandException("bookmark name required");
            case ["edit"]:
                string editor = Environment.GetEnvironmentVariable("EDITOR") is { Length: > 0 } own ? own : "vi";
                int edited = await LocalShell.RunAsync($"{editor} '{context.Shell.Files.Bookmarks.Replace("'", "'\\''", StringComparison.Ordinal)}'", context.Shell, context.Place, context.Streams, context.Cancellation).ConfigureAwait(false);
                marks.Forget();
                return edited;
            case ["import", { } type]:
                string script = $"/usr/share/lftp/import-{type}";
                return type.Contains('/') || !File.Exists(script)
                    ? throw new CommandException($"import: {script}: No such file or directory")
                    : await LocalShell.RunAsync($"'{script}'", context.Shell, context.Place, context.Streams, context.Cancellation).ConfigureAwait(false);
            default:
                throw new UsageException("Invalid command. Try `help bookmark' for more information.");
        }
    }

    private static string Checked(string name) =>
        name.AsSpan().ContainsAny(" \t\n") ? throw new CommandException("spaces in bookmark name are not allowed") : name;

    private static string Current(CommandContext context)
    {
        if (context.Place.Site is not { } site)
        {
            return "";
        }

        bool withPassword = context.Settings.Flag("bmk:save-passwords", site.Closures);
        return site.LoginUrl(withPassword ? site.Password : null) + site.UrlPath;
    }

    // A URL that was typed keeps its password only where passwords may be written.
    private static string Written(string url, CommandContext context)
    {
        if (!SiteUrl.IsUrl(url) || SiteUrl.Parse(url) is not { Password: not null } parsed || context.Settings.Flag("bmk:save-passwords", parsed.Host))
        {
            return url;
        }

        context.Error.Write("bookmark: the password was left out; `set bmk:save-passwords yes' keeps it in the file\n");
        int scheme = url.IndexOf("://", StringComparison.Ordinal) + 3;
        int at = url.IndexOf('/', scheme) is > 0 and { } slash ? url.LastIndexOf('@', slash) : url.LastIndexOf('@');
        return string.Concat(url.AsSpan(0, url.IndexOf(':', scheme)), url.AsSpan(at));
    }
}
