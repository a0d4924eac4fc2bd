using Sealane.Shell.Jobs;
using Sealane.Shell.Settings;

namespace Sealane.Shell.Commands;

/// <summary>sleep: waits.</summary>
internal sealed class SleepCommand : ShellCommand
{
    public override string Synopsis => "sleep <time>[unit]";

    public override string Help => """
        Waits for a time: 90, 2m, 1h30m, 1d.
        """;

    public override async Task<int> RunAsync(CommandContext context)
    {
        if (context.Arguments.IsEmpty)
        {
            throw new UsageException("sleep: argument required. Try `help sleep' for more information.");
        }

        if (!SettingValue.TryInterval(context.Arguments[0], out TimeSpan? time, out string? fault))
        {
            throw new UsageException($"sleep: {context.Arguments[0]}: {fault}. Try `help sleep' for more information.");
        }

        await Pause.ForAsync(time, context.Job).ConfigureAwait(false);
        return 0;
    }
}
