using Sealane.Shell.Globbing;
using Sealane.Shell.Remote;
using Sealane.Shell.Sites;
using Sealane.Shell.Transfers;

namespace Sealane.Shell.Commands;

/// <summary>mget and mput: files by patterns.</summary>
/// <param name="uploads">Whether files go to the site.</param>
internal sealed class MgetCommand(bool uploads) : ShellCommand
{
    public override string Synopsis => uploads ? "mput [OPTS] <files>" : "mget [OPTS] <files>";

    public override string Help => (uploads ? "Sends the local files that patterns match.\n" : "Fetches the files that patterns match.\n") + """
         -c          goes on behind what targets have
         -d          copies get the directories of their names too, which are made
         -e          removes targets first
         -E          removes each source once its copy is whole
         -a          text: line ends are converted
         -O <base>   directory or URL for the copies
         -P <n>      so many files at once
         -q          says nothing of what was done
        """;

    public override OptionSpec[] Options => [new("c", 'c'), new("d", 'd'), new("e", 'e'), new("E", 'E'), new("a", 'a'), new("q", 'q'), new("O", 'O', null, OptionArgument.Required), new("P", 'P', null, OptionArgument.Required)];

    public override async Task<int> RunAsync(CommandContext context)
    {
        ParsedArguments arguments = context.Parse(permute: false);
        if (arguments.Operands.Count == 0)
        {
            throw new CommandException($"File name missed. Try `help {context.Name}' for more information.") { IsBare = true };
        }

        CopyOptions options = CopyOptions.Of(arguments, context);
        FilePlace? @base = TargetBase.Of(arguments, context, uploads);
        List<CopyTask> tasks = [];
        bool missed = false;
        foreach (string pattern in arguments.Operands)
        {
            IReadOnlyList<string> names = await ExpandAsync(pattern, context).ConfigureAwait(false);
            if (names.Count == 0)
            {
                missed = true;
                context.Error.Write($"{context.Name}: {pattern}: no files found\n");
            }

            foreach (string name in names)
            {
                FilePlace source = uploads ? FilePlace.Local(context, name) : FilePlace.Remote(context, name);
                tasks.Add(new CopyTask(source, TargetBase.For(@base, options.MakesDirectories ? Relative(name, source) : source.Name, context, uploads)));
            }
        }

        int code = tasks.Count == 0 ? 0 : await new TransferBatch(context, options).RunAsync(tasks).ConfigureAwait(false);
        return missed ? 1 : code;
    }

    private async Task<IReadOnlyList<string>> ExpandAsync(string pattern, CommandContext context)
    {
        if (!uploads && SiteUrl.IsUrl(pattern))
        {
            return await ExpandUrlAsync(pattern, context).ConfigureAwait(false);
        }

        NameSource names = uploads ? new LocalNames(context.Place.LocalDirectory)
            : RemoteNames.Of(context);
        return await Glob.ExpandAsync(pattern, names, EntryKind.File, context.Cancellation).ConfigureAwait(false);
    }

    // The path of a URL is a pattern as well; what it matches are URLs again.
    private static async Task<IReadOnlyList<string>> ExpandUrlAsync(string pattern, CommandContext context)
    {
        FilePlace place = FilePlace.Remote(context, pattern);
        if (!GlobPattern.IsPattern(place.Path))
        {
            return [pattern];
        }

        string path = place.Path;
        NameSource names = place.Site is null ? new LocalNames("/") : new RemoteNames(new RemoteDirectories(context.Shell, new Place { Site = place.Site }, context.Job, context.Cancellation), null);
        IReadOnlyList<string> found = await Glob.ExpandAsync(path, names, EntryKind.File, context.Cancellation).ConfigureAwait(false);
        string login = place.Site is null ? "file:" : place.Site.LoginUrl(place.Site.Password);
        return [.. found.Select(name => place.Site is null ? login + SiteUrl.Encode(name, "/")
            : name.StartsWith("~/", StringComparison.Ordinal) ? $"{login}/{SiteUrl.Encode(name[2..], "/")}" : $"{login}/%2F{SiteUrl.Encode(name.TrimStart('/'), "/")}")];
    }

    // A file's name may lead anywhere; its copy must not.
    private static string Relative(string name, FilePlace source)
    {
        string path = SiteUrl.IsUrl(name) ? source.Path.TrimStart('~') : name;
        return string.Join('/', path.Split('/').Where(part => part is not ("" or "." or ".." or "~")));
    }
}
