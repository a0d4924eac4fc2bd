using Sealane.Shell.Background;

namespace Sealane.Shell.Commands;

/// <summary>suspend: stops the program until the shell around it goes on with it.</summary>
internal sealed class SuspendCommand : ShellCommand
{
    public override string Synopsis => "suspend";

    public override string Help => """
        Stops this program, as Ctrl-Z does with others. The shell's `fg' goes on with it.
        """;

    public override async Task<int> RunAsync(CommandContext context)
    {
        await context.Streams.Output.FlushAsync(context.Cancellation).ConfigureAwait(false);
        context.Shell.Screen.SetStatus([]);
        context.Shell.Departure?.Front?.Stop();
        ProcessCalls.Signal(Environment.ProcessId, ProcessCalls.Stop);
        return 0;
    }
}
