using System.CommandLine;
using Sealane.Server.Control;

namespace Sealane.Daemon.Verbs;

/// <summary><c>ftpsd reload</c>: as SIGHUP, and says what came of it. Exit code 1 when the new configuration was refused and the old one stays.</summary>
internal static class ReloadVerb
{
    public static Command Build() => new ControlArguments().Complete(
        new("reload", "Has the server read its configuration again; used only if all of it is right, for new sessions."), ReloadAsync);

    private static async Task<int> ReloadAsync(ControlContext context, CancellationToken cancellation)
    {
        ReloadOutcome outcome = (await context.AskAsync(new ControlRequest { Command = "reload" }, cancellation).ConfigureAwait(false)).Reload!;
        int exitCode = outcome.Applied ? 0 : Refusal.Failed;
        if (context.Json)
        {
            context.WriteJson(outcome, ControlJson.Indented.ReloadOutcome);
            return exitCode;
        }

        foreach (string finding in outcome.Findings)
        {
            await context.Error.WriteLineAsync(finding).ConfigureAwait(false);
        }

        if (!outcome.Applied)
        {
            await context.Error.WriteLineAsync("ftpsd: the reload was refused, and the old configuration stays in use").ConfigureAwait(false);
            return exitCode;
        }

        await context.Output.WriteLineAsync(outcome.Changes.Count == 0 ? "reloaded; nothing has changed" : "reloaded; for new sessions:").ConfigureAwait(false);
        foreach (string change in outcome.Changes)
        {
            await context.Output.WriteLineAsync($"  {change}").ConfigureAwait(false);
        }

        if (outcome.NeedRestart.Count > 0)
        {
            await context.Output.WriteLineAsync($"not in use before a restart: {string.Join(", ", outcome.NeedRestart)}").ConfigureAwait(false);
        }

        return exitCode;
    }
}
