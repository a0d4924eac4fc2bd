using Sealane.Client;
using Sealane.Shell.Globbing;
using Sealane.Shell.Listings;
using Sealane.Shell.Remote;
using Sealane.Shell.Screen;

namespace Sealane.Shell.Commands;

/// <summary>cls and recls: listings in a form of our own.</summary>
/// <param name="asksAnew">Whether what is kept is not good enough.</param>
internal sealed class ClsCommand(bool asksAnew) : ShellCommand
{
    public override string Synopsis => asksAnew ? "recls [opts] [path/][pattern]" : "cls [opts] [path/][pattern]";

    public override string Help => """
        Lists files of the site, the same for all servers. Listings are kept for a while: `recls' asks anew.
         -1  one a line      -a  names with a dot too      -B  without their directories   -d  directories themselves
         -F  marks / and @   -l  everything                -s  sizes                       -q  accepted
         -h, --si, -k, --block-size=SIZE  in which form sizes are     --filesize  sizes of files only
         -i  patterns ignore case   -I  sorting ignores case   -D  directories first   -r  the other way round
         -S, --sort=name|size|date  sorts
         --perms --linkcount --user --group --date --links  show one thing each
         --time-style=FORMAT  times: of strftime (`old|recent'), or full-iso, long-iso, iso
        What `cmd:cls-default' holds goes before.
        """;

    public override OptionSpec[] Options => ClsOptions.Specs;

    public override async Task<int> RunAsync(CommandContext context)
    {
        var options = new ClsOptions { TimeStyle = context.Settings.Text("cmd:time-style") };
        string[] usual = context.Settings.Text("cmd:cls-default", context.Site.Closures).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        options.Take(ParsedArguments.Parse(context.Name, usual, Options), context.Name);
        ParsedArguments arguments = context.Parse();
        options.Take(arguments, context.Name);

        bool isScreen = context.Shell.Screen.IsTerminal && !context.Streams.IsRedirected;
        bool paints = context.Settings.TriState("color:use-color") ?? (isScreen && !TerminalKind.IsDumb);
        var times = new TimeStyle(options.TimeStyle!, DateTime.UtcNow);
        var format = new ClsFormat(
            options, times, paints ? new FileColors(context.Settings.Text("color:dir-colors")) : null, isScreen ? ScreenOutput.Width() : 0);
        var directories = new RemoteDirectories(context) { IsFresh = asksAnew };
        var exact = options.Date && context.Settings.Flag("cmd:cls-exact-time", context.Site.Closures) ? new ExactTimes(context, times) : null;
        int code = 0;
        foreach (string word in arguments.Operands.Count == 0 ? [""] : arguments.Operands)
        {
            try
            {
                foreach (string line in format.Lines([.. format.Sorted(await EntriesAsync(context, directories, options, exact, word).ConfigureAwait(false))]))
                {
                    context.WriteLine(line);
                }
            }
            catch (FtpsException fault) when (RemoteFault.IsRefusal(fault))
            {
                context.Error.Write(RemoteFault.Text(fault, await directories.AbsoluteAsync(word).ConfigureAwait(false)) + "\n");
                code = 1;
            }
            catch (FtpsException fault)
            {
                throw new CommandException(RemoteFault.Text(fault), fault) { IsBare = true };
            }
            catch (CommandException fault) when (fault.InnerException is FtpsException)
            {
                throw new CommandException(fault.Message, fault) { IsBare = true };
            }
        }

        return code;
    }

    private static async Task<IEnumerable<RemoteEntry>> EntriesAsync(CommandContext context, RemoteDirectories directories, ClsOptions options, ExactTimes? exact, string word)
    {
        if (GlobPattern.IsPattern(word))
        {
            return await MatchesAsync(context, directories, options, exact, word).ConfigureAwait(false);
        }

        string path = await directories.AbsoluteAsync(word).ConfigureAwait(false);
        if (!options.DirectoriesThemselves)
        {
            try
            {
                RemoteListing listing = await directories.ListAsync(path).ConfigureAwait(false);
                IEnumerable<RemoteEntry> shown = options.ShowsHidden ? listing.Entries : listing.Visible;
                return Named(exact is null ? shown : await exact.OfAsync(shown, path).ConfigureAwait(false), word, options);
            }
            catch (FtpsException fault) when (RemoteFault.IsRefusal(fault))
            {
                // A file, perhaps.
                return await directories.FindAsync(path).ConfigureAwait(false) is { IsDirectory: false } file
                    ? [(exact is null ? file : await exact.OfAsync(file, path).ConfigureAwait(false)) with { Name = options.BaseNames ? file.Name : word }]
                    : throw new FtpsException(fault.Failure, fault.Message, fault.ConnectionUsable, fault.Reply, fault);
            }
        }

        RemoteEntry? self = word.Length == 0 ? new RemoteEntry { Name = ".", Kind = Protocol.EntryKind.Directory } : await directories.FindAsync(path).ConfigureAwait(false);
        return self is not null ? [self with { Name = word.Length == 0 ? "." : options.BaseNames ? self.Name : word.TrimEnd('/') }]
            : await directories.RefusalAsync(path).ConfigureAwait(false) is { } refusal ? throw refusal : [];
    }

    private static async Task<IEnumerable<RemoteEntry>> MatchesAsync(CommandContext context, RemoteDirectories directories, ClsOptions options, ExactTimes? exact, string word)
    {
        NameSource source = new RemoteNames(directories, null);
        string pattern = options.IgnoresCaseInPatterns ? AnyCase(word) : word;
        List<RemoteEntry> found = [];
        foreach (string name in await Glob.ExpandAsync(pattern, source, null, context.Cancellation).ConfigureAwait(false))
        {
            if (await directories.FindAsync(await directories.AbsoluteAsync(name).ConfigureAwait(false)).ConfigureAwait(false) is { } entry)
            {
                RemoteEntry told = exact is null ? entry : await exact.OfAsync(entry, await directories.AbsoluteAsync(name).ConfigureAwait(false)).ConfigureAwait(false);
                found.Add(told with { Name = options.BaseNames ? entry.Name : name.TrimEnd('/') });
            }
        }

        return found;
    }

    private static IEnumerable<RemoteEntry> Named(IEnumerable<RemoteEntry> entries, string directory, ClsOptions options) =>
        options.BaseNames || directory.Length == 0 ? entries : entries.Select(entry => entry with { Name = RemotePath.Combine(directory, entry.Name) });

    // "a*" becomes "[aA]*"; what is in brackets already stays.
    private static string AnyCase(string pattern)
    {
        System.Text.StringBuilder any = new();
        bool inside = false;
        for (int i = 0; i < pattern.Length; i++)
        {
            char c = pattern[i];
            inside = c == '[' || (inside && c != ']');
            bool isLetter = char.IsLetter(c) && !inside && (i == 0 || pattern[i - 1] != '\\');
            any.Append(isLetter ? $"[{char.ToLowerInvariant(c)}{char.ToUpperInvariant(c)}]" : c.ToString());
        }

        return any.ToString();
    }
}
