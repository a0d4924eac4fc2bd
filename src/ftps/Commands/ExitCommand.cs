using System.Globalization;

namespace Sealane.Shell.Commands;

/// <summary>exit: the end.</summary>
internal sealed class ExitCommand : ShellCommand
{
    public override string Synopsis => "exit [<code>|bg|top|parent|kill]";

    public override string Help => """
        Ends the program, or the group it is in. The exit code is that of the last command
        unless one is given. At a prompt, jobs go on in the background (see attach; with bg even
        if cmd:move-background is off), and the exit code is 0; with kill they are ended first.
        A script waits for its jobs. `exit top' ends the whole program from within a group or a job.
        """;

    public override async Task<int> RunAsync(CommandContext context)
    {
        int code = context.Interpreter.LastExitCode;
        bool top = false;
        bool forced = false;
        foreach (string word in context.Arguments)
        {
            switch (word)
            {
                case "bg":
                    forced = true;
                    break;
                case "parent":
                    break;
                case "top":
                    top = true;
                    break;
                case "kill":
                    await context.Shell.Jobs.StopAllAsync().ConfigureAwait(false);
                    break;
                default:
                    code = int.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int given) ? given & 0xFF : throw context.Usage("exit [<exit_code>]");
                    break;
            }
        }

        context.Interpreter.Exit ??= new ExitRequest(code, top || context.Interpreter.Owner is null, forced);
        if (top)
        {
            context.Shell.Top.Exit = context.Interpreter.Exit;
        }

        return code;
    }
}
