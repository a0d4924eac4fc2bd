namespace Sealane.Shell.Commands;

/// <summary>lcd: the local directory.</summary>
internal sealed class LcdCommand : ShellCommand
{
    public override string Synopsis => "lcd <ldir>";

    public override string Help => """
        Changes the local directory; without a name to the home directory. `lcd -' goes back to the one before.
        """;

    public override Task<int> RunAsync(CommandContext context)
    {
        if (context.Arguments.Length > 1)
        {
            throw context.Usage("lcd local-dir");
        }

        string name = context.Arguments.IsEmpty ? "~" : context.Arguments[0];
        string path = name == "-" && context.Place.PreviousLocal is { } previous ? previous : context.Place.Resolve(name);
        if (!Directory.Exists(path))
        {
            throw new CommandException($"{name}: {(File.Exists(path) ? "Not a directory" : "No such file or directory")}") { IsBare = true };
        }

        (context.Place.PreviousLocal, context.Place.LocalDirectory) = (context.Place.LocalDirectory, path);
        context.Tell($"lcd ok, local cwd={path}");
        return Task.FromResult(0);
    }
}
