using System.Diagnostics;
using System.Globalization;

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
        using Process stop = LocalShell.Start("/bin/kill", ["-STOP", Environment.ProcessId.ToString(CultureInfo.InvariantCulture)], context.Place, redirectInput: false);
        await stop.WaitForExitAsync(context.Cancellation).ConfigureAwait(false);
        return stop.ExitCode;
    }
}
