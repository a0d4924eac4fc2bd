using System.Globalization;

namespace Sealane.Shell.Commands;

/// <summary>exit: the end.</summary>
internal sealed class ExitCommand : ShellCommand
{
    public override string Synopsis => "exit [<code>|bg|top|parent|kill]";

    public override string Help => """
        Ends the program, or the group it is in. The exit code is that of the last command
        unless one is given. Jobs are waited for; with kill they are ended first.
        `exit top' ends the whole program from within a group or a job. There is no going to
        the background: with `bg' and without, the program stays until its jobs are done.
        """;

    public override async Task<int> RunAsync(CommandContext context)
    {
        int code = context.Interpreter.LastExitCode;
        bool top = false;
        foreach (string word in context.Arguments)
        {
            switch (word)
            {
                case "bg" or "parent":
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

        context.Interpreter.Exit ??= new ExitRequest(code, top || context.Interpreter.Owner is null);
        if (top)
        {
            context.Shell.Top.Exit = context.Interpreter.Exit;
        }

        return code;
    }
}
