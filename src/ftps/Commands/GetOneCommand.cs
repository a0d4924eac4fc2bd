using Sealane.Shell.Settings;
using Sealane.Shell.Transfers;

namespace Sealane.Shell.Commands;

/// <summary>get1: one file, or a part of it.</summary>
internal sealed class GetOneCommand : ShellCommand
{
    public override string Synopsis => "get1 [OPTS] file";

    public override string Help => """
        Copies one file, or a part of it.
         -o <name>                     the copy's name; with a slash at its end, a directory
         -c  goes on behind what the target has    -E  removes the source    -a  text
         -d                            makes the directories that the copy is to be in
         --source-region=<from>-<to>   bytes from <from> up to and without <to>
         --target-position=<n>         where in the target they go
        """;

    public override OptionSpec[] Options =>
    [
        new("o", 'o', null, OptionArgument.Required), new("c", 'c', "continue"), new("E", 'E'), new("e", 'e'), new("a", 'a', "ascii"), new("d", 'd', "make-target-dir"), new("q", 'q', "quiet"),
        new("region", '\0', "source-region", OptionArgument.Required), new("position", '\0', "target-position", OptionArgument.Required),
    ];

    public override Task<int> RunAsync(CommandContext context)
    {
        ParsedArguments arguments = context.Parse();
        if (arguments.Operands is not [{ } file])
        {
            throw context.Usage();
        }

        CopyOptions options = CopyOptions.Of(arguments, context);
        if (arguments.Value("region") is { } region)
        {
            int dash = region.IndexOf('-', StringComparison.Ordinal);
            if (dash < 0 || !SettingValue.TryNumber(region[..dash], out long from) || (dash + 1 < region.Length && !SettingValue.TryNumber(region[(dash + 1)..], out _)))
            {
                throw new CommandException("--source-region: expected <from>-<to>, or <from>-");
            }

            long? to = SettingValue.TryNumber(region[(dash + 1)..], out long end) && dash + 1 < region.Length ? end : null;
            options = options with { SourceStart = from, SourceEnd = to };
        }

        if (arguments.Value("position") is { } text)
        {
            options = options with { TargetPosition = SettingValue.TryNumber(text, out long position) ? position : throw new CommandException("--target-position: a number of bytes expected") };
        }

        FilePlace source = FilePlace.Remote(context, file);
        FilePlace target = TargetBase.For(null, arguments.Value("o") ?? source.Name, context, uploads: false);
        return new TransferBatch(context, options).RunAsync([new CopyTask(source, target)]);
    }
}
