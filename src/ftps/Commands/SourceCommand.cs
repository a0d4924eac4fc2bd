using Sealane.Shell.Language;
using System.Diagnostics;

namespace Sealane.Shell.Commands;

/// <summary>source: commands of a file, or that a program writes.</summary>
internal sealed class SourceCommand : ShellCommand
{
    public override string Synopsis => "source [-e] <file|command>";

    public override string Help => """
        Runs the commands in a file. With -e it is a program that is run, and what it writes are the commands.
        """;

    public override OptionSpec[] Options => [new("e", 'e')];

    public override async Task<int> RunAsync(CommandContext context)
    {
        ParsedArguments arguments = context.Parse(permute: false);
        if (arguments.Operands.Count == 0)
        {
            throw context.Usage("source [-e] <file|command>");
        }

        string text = arguments.Has("e")
            ? await OutputOfAsync(string.Join(" ", arguments.Operands), context).ConfigureAwait(false)
            : Read(arguments.Operands[0], context.Place.Resolve(arguments.Operands[0]));
        Script script = Parser.Parse(text);
        int code = await context.Interpreter.RunAsync(script, context.Cancellation).ConfigureAwait(false);
        if (script.IsIncomplete)
        {
            context.Error.Write("Warning: discarding incomplete command\n");
        }

        return code;
    }

    private static string Read(string name, string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{name}: {LocalFault.Of(e)}", e);
        }
    }

    private static async Task<string> OutputOfAsync(string command, CommandContext context)
    {
        using Process process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", command]) { RedirectStandardOutput = true, WorkingDirectory = context.Place.LocalDirectory })
            ?? throw new CommandException("no shell can be started");
        string text = await process.StandardOutput.ReadToEndAsync(context.Cancellation).ConfigureAwait(false);
        await process.WaitForExitAsync(context.Cancellation).ConfigureAwait(false);
        return text;
    }
}
