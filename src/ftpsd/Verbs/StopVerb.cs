using System.CommandLine;
using System.Globalization;
using Sealane.Server.Control;

namespace Sealane.Daemon.Verbs;

/// <summary><c>ftpsd stop</c>: as SIGTERM, and waits for the end. A server that does not run is stopped already: exit code 0.</summary>
internal static class StopVerb
{
    // Looked at so often while it ends.
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    private static readonly Option<bool> Now = new("--now") { Description = "cut running transfers off instead of letting them finish" };
    private static readonly Option<bool> NoWait = new("--no-wait") { Description = "return at once" };

    public static Command Build() => new ControlArguments().Complete(new("stop", "Stops the server: no new connections, running transfers finish (drain_timeout).") { Now, NoWait }, StopAsync);

    private static async Task<int> StopAsync(ControlContext context, CancellationToken cancellation)
    {
        int? pid = null;
        try
        {
            var request = new ControlRequest { Command = "stop", Now = context.Arguments.GetValue(Now) };
            pid = (await context.AskAsync(request, cancellation).ConfigureAwait(false)).Stopping;
            while (!context.Arguments.GetValue(NoWait))
            {
                await context.AskAsync(new ControlRequest { Command = "who" }, cancellation).ConfigureAwait(false);
                await Task.Delay(s_pause, cancellation).ConfigureAwait(false);
            }
        }
        catch (ControlException end) when (end.Failure == ControlFailure.NotRunning || (pid is not null && end.Failure == ControlFailure.NoAnswer))
        {
            // That was the end; or it was over before.
        }

        string word = pid is null ? "inactive" : context.Arguments.GetValue(NoWait) ? "stopping" : "stopped";
        string process = pid is { } number ? number.ToString(CultureInfo.InvariantCulture) : "null";
        await context.Output.WriteLineAsync(context.Json ? $"{{ \"state\": \"{word}\", \"pid\": {process} }}"
            : pid is null ? $"no server was running with the state directory {context.StateDirectory}"
            : $"{word} (pid {process})").ConfigureAwait(false);
        return 0;
    }
}
