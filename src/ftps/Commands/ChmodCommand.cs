using Sealane.Client;
using Sealane.Protocol;
using Sealane.Shell.Listings;
using Sealane.Shell.Remote;

namespace Sealane.Shell.Commands;

/// <summary>chmod: permission bits.</summary>
internal sealed class ChmodCommand : ShellCommand
{
    private static readonly string[] s_flags = ["-c", "-f", "-v", "-R", "--changes", "--quiet", "--silent", "--verbose", "--recursive"];
    private bool _changes;
    private bool _quiet;
    private bool _verbose;
    private bool _recursive;
    private int _refused;
    private int _changed;

    public override string Synopsis => "chmod [OPTS] mode file...";

    public override string Help => """
        Changes permission bits (SITE CHMOD). The mode is an octal number, or clauses such as u+rw,go-w.
         -c  tells what was changed    -v  tells what was done    -f  says nothing when it fails
         -R  with everything below; links are left alone
        """;

    public override OptionSpec[] Options => [new("c", 'c', "changes"), new("f", 'f', "quiet"), new("v", 'v', "verbose"), new("R", 'R', "recursive")];

    public override async Task<int> RunAsync(CommandContext context)
    {
        // "-x" is a mode, not an option: options end at the first word that is none of them.
        int first = 0;
        while (first < context.Arguments.Length && IsOption(context.Arguments[first]))
        {
            first++;
        }

        ParsedArguments options = ParsedArguments.Parse(context.Name, context.Arguments[..first], Options);
        string[] words = [.. context.Arguments[first..].SkipWhile((word, i) => i == 0 && word == "--")];
        (_changes, _quiet, _verbose, _recursive) = (options.Has("c"), options.Has("f"), options.Has("v"), options.Has("R"));
        if (words.Length < 2)
        {
            throw context.Usage("chmod [OPTS] mode file...");
        }

        ModeChange change = ModeChange.TryParse(words[0]) ?? throw new CommandException($"invalid mode string: {words[0]}") { IsBare = true };
        if (!context.Settings.Flag("ftp:use-site-chmod", context.Site.Closures))
        {
            throw new CommandException("SITE CHMOD is switched off (set ftp:use-site-chmod yes)");
        }

        foreach (string name in words[1..])
        {
            await OneAsync(context, name, change).ConfigureAwait(false);
        }

        if (_refused == 0)
        {
            context.Tell(_changed == 1 ? $"chmod ok, `{words[1]}' changed" : $"chmod ok, {_changed} files changed");
        }

        return _refused > 0 && !_quiet ? 1 : 0;
    }

    private static bool IsOption(string word) => s_flags.Contains(word) || (word.Length > 2 && word[0] == '-' && word.Skip(1).All(letter => "cfvR".Contains(letter, StringComparison.Ordinal)));

    private async Task OneAsync(CommandContext context, string name, ModeChange change)
    {
        if (_recursive)
        {
            var walk = new TreeWalk(context);
            await foreach (TreeNode node in walk.RunAsync(name).ConfigureAwait(false))
            {
                if (!node.IsEnd && node.Entry.Kind != EntryKind.SymbolicLink)
                {
                    await ChangeAsync(context, node.Path, node.Entry.Name, node.Entry, change).ConfigureAwait(false);
                }
            }

            _refused += walk.Refused;
            return;
        }

        RemoteEntry? entry = null;
        if (!change.IsAbsolute || _changes)
        {
            var directories = new RemoteDirectories(context);
            string path = await directories.AbsoluteAsync(name).ConfigureAwait(false);
            entry = await directories.FindAsync(path).ConfigureAwait(false);
            if (entry is null)
            {
                FtpsException? refusal = await directories.RefusalAsync(path).ConfigureAwait(false);
                _refused++;
                if (!_quiet)
                {
                    context.Error.Write($"chmod: {(refusal is null ? $"{name}: its permissions are not known" : RemoteFault.Text(refusal, path))}\n");
                }

                return;
            }
        }

        await ChangeAsync(context, name, name, entry, change).ConfigureAwait(false);
    }

    private async Task ChangeAsync(CommandContext context, string path, string shown, RemoteEntry? entry, ModeChange change)
    {
        if (!change.IsAbsolute && entry?.Mode is null)
        {
            _refused++;
            if (!_quiet)
            {
                context.Error.Write($"chmod: {shown}: the server does not tell its permissions, so they can only be set by number\n");
            }

            return;
        }

        int mode = change.Apply(entry?.Mode ?? 0, entry?.IsDirectory == true);
        string told = $"to {Octal(mode)} ({ModeText.Of(mode)}).";
        int refused = await RemoteWords.ForEachAsync(context, [path], _quiet, async (client, site, name, cancellation) =>
        {
            await client.SetPermissionsAsync(name, mode, cancellation).ConfigureAwait(false);
            context.Changed(site, name);
        }).ConfigureAwait(false);
        _refused += refused;
        _changed += 1 - refused;
        if (refused > 0 && _verbose)
        {
            context.WriteLine($"Failed to change mode of `{shown}' {told}");
        }
        else if (refused == 0 && (_verbose || (_changes && entry?.Mode != mode)))
        {
            context.WriteLine($"Mode of `{shown}' changed {told}");
        }
    }

    private static string Octal(int mode) => Convert.ToString(mode, 8).PadLeft(4, '0');
}
