using Sealane.Shell.Background;
using Sealane.Shell.Commands;
using Sealane.Shell.OneShots;
using Sealane.Shell.Screen;

namespace Sealane.Shell;

/// <summary>The command line: one-shots, or a shell that reads commands from words, a file, a pipe, or a person.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        if (arguments is [{ } first, ..] && OneShotTable.Find(first) is { } oneShot)
        {
            return await oneShot(arguments[1..]).ConfigureAwait(false);
        }

        ScreenOutput screen = ScreenOutput.Console();
        Invocation invocation;
        try
        {
            invocation = Invocation.Parse(arguments);
        }
        catch (UsageException e)
        {
            screen.Error.Write(e.Message + "\n");
            return 1;
        }

        if (invocation.Parsed.Has("help") || invocation.Parsed.Has("version"))
        {
            screen.Output.Write(invocation.Parsed.Has("help") ? Invocation.HelpText + "\n" : $"{ProgramName.Shown} | Version {ProgramName.Version}\n");
            screen.Output.Flush();
            return 0;
        }

        bool isPrompt = invocation.Commands is null && invocation.ScriptFile is null;
        bool isInteractive = isPrompt && !Console.IsInputRedirected;
        FrontProcess? front = FrontProcess.Find();
        if (isInteractive && front is null && FrontProcess.IsPossible() && FrontProcess.Run(arguments) is { } code)
        {
            return code;
        }

        var shell = new ShellSession(screen, isInteractive);
        shell.Departure = isInteractive && front is not null ? new Departure(shell, front) : null;
        using var run = new ShellRun(shell, invocation);
        return await run.RunAsync(isPrompt).ConfigureAwait(false);
    }
}
