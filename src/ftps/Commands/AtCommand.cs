using Sealane.Shell.Jobs;
using Sealane.Shell.Language;

namespace Sealane.Shell.Commands;

/// <summary>at: a command at a time.</summary>
internal sealed class AtCommand : ShellCommand
{
    public override string Synopsis => "at <time> [-- <command>]";

    public override string Help => """
        Waits until a time, then runs the command if there is one. Times: now, 14:30, 14:30:10,
        tomorrow, noon, midnight, 2026-12-24, and after any of them + 2 hours (minutes, days, weeks…).
        """;

    public override async Task<int> RunAsync(CommandContext context)
    {
        int dashes = context.Arguments.IndexOf("--");
        string[] when = [.. dashes < 0 ? context.Arguments : context.Arguments.Take(dashes)];
        if (when.Length == 0)
        {
            throw new CommandException("date-time specification missed");
        }

        DateTime now = DateTime.Now;
        DateTime target = AtTime.Parse(when, now) ?? throw new CommandException("date-time parse error");
        await Pause.ForAsync(target - now, context.Job).ConfigureAwait(false);
        return dashes < 0 || dashes + 1 >= context.Arguments.Length
            ? 0
            : await context.Interpreter.RunAsync(CommandText.Of([.. context.Arguments.Skip(dashes + 1)]), context.Cancellation).ConfigureAwait(false);
    }
}
