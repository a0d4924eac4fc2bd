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
        StandardDescriptors.Complete();
        if (arguments is [{ } first, ..] && OneShotTable.Find(first) is { } oneShot)
        {
            return await OneShotAsync(first, oneShot, arguments[1..]).ConfigureAwait(false);
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
            return Told(screen);
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

    // Help, and whatever else is written outside of a verb's own work, can fail too: a full disk, a descriptor that is closed.
    private static async Task<int> OneShotAsync(string name, OneShotTable.OneShot run, string[] words)
    {
        Console.SetError(new StreamWriter(new DeafStream(Console.OpenStandardError()), leaveOpen: true) { AutoFlush = true });
        try
        {
            return await run(words).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"ftps {name}: the standard output cannot be written: {LocalFault.Of(e)}").ConfigureAwait(false);
            return ExitCode.Failed;
        }
    }

    private static int Told(ScreenOutput screen)
    {
        if (screen.TakeFailure() is not { } lost)
        {
            return 0;
        }

        screen.Error.Write($"{ProgramName.Shown}: {lost.Message}\n");
        return 1;
    }
}
