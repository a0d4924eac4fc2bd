using Sealane.Shell.Transfers;

namespace Sealane.Shell.Commands;

/// <summary>get, put, reget, reput: files by their names, each with a name for its copy if need be.</summary>
/// <param name="uploads">Whether files go to the site.</param>
/// <param name="continues">Whether it goes on with what is there, as -c does.</param>
internal sealed class GetCommand(bool uploads, bool continues = false) : ShellCommand
{
    public override string Synopsis => (uploads, continues) switch
    {
        (false, false) => "get [OPTS] <rfile> [-o <lfile>]",
        (false, true) => "reget [OPTS] <rfile> [-o <lfile>]",
        (true, false) => "put [OPTS] <lfile> [-o <rfile>]",
        (true, true) => "reput [OPTS] <lfile> [-o <rfile>]",
    };

    public override string Help => (continues ? $"Same as `{(uploads ? "put" : "get")} -c'.\n" : uploads ? "Sends local files to the site. A URL after -o sends to another.\n" : "Fetches files of the site, or of any other that a URL names.\n") + """
         -o <name>   the copy's name; stands behind the file that it is for
         -c          goes on behind what the target has
         -e          removes the target first
         -E          removes each source once its copy is whole
         -a          text: line ends are converted
         -O <base>   directory or URL for the copies
         -P <n>      so many files at once
         -q          says nothing of what was done
        """;

    public override OptionSpec[] Options => [new("c", 'c'), new("e", 'e'), new("E", 'E'), new("a", 'a'), new("q", 'q'), new("O", 'O', null, OptionArgument.Required), new("P", 'P', null, OptionArgument.Required)];

    public override Task<int> RunAsync(CommandContext context)
    {
        ParsedArguments arguments = context.Parse(permute: false);
        CopyOptions options = CopyOptions.Of(arguments, context);
        return new TransferBatch(context, options with { Continue = options.Continue || continues }).RunAsync(Tasks(arguments, context, uploads));
    }

    /// <summary>The files named, with the names of their copies.</summary>
    /// <exception cref="CommandException">There is none.</exception>
    internal static IReadOnlyList<CopyTask> Tasks(ParsedArguments arguments, CommandContext context, bool uploads)
    {
        IReadOnlyList<string> words = arguments.Operands;
        if (words.Count == 0)
        {
            throw new CommandException($"File name missed. Try `help {context.Name}' for more information.") { IsBare = true };
        }

        FilePlace? @base = TargetBase.Of(arguments, context, uploads);
        List<CopyTask> tasks = [];
        for (int i = 0; i < words.Count; i++)
        {
            FilePlace source = uploads ? FilePlace.Local(context, words[i]) : FilePlace.Remote(context, words[i]);
            string? name = null;
            if (i + 1 < words.Count && words[i + 1] == "-o")
            {
                name = i + 2 < words.Count ? words[i + 2] : null;
                i += 2;
            }

            tasks.Add(new CopyTask(source, TargetBase.For(@base, name ?? source.Name, context, uploads)));
        }

        return tasks;
    }
}
