using System.CommandLine;
using Sealane.Server.Control;

namespace Sealane.Daemon.Verbs;

/// <summary><c>ftpsd status</c>: what systemctl status and netstat -tulnp would have to be asked for. Exit code 0 active, 3 not running, 4 unknown.</summary>
internal static class StatusVerb
{
    public static Command Build() => new ControlArguments().Complete(
        new("status", "Shows whether the server runs, where it listens, its certificates, sessions and last errors."), ShowAsync);

    private static async Task<int> ShowAsync(ControlContext context, CancellationToken cancellation)
    {
        ServerStatus status;
        try
        {
            status = (await context.AskAsync(new ControlRequest { Command = "status" }, cancellation).ConfigureAwait(false)).Status!;
        }
        catch (ControlException failure) when (failure.Failure == ControlFailure.NotRunning)
        {
            await context.Output.WriteLineAsync(context.Json
                ? $"{{\n  \"state\": \"inactive\",\n  \"stateDirectory\": \"{System.Text.Json.JsonEncodedText.Encode(context.StateDirectory)}\"\n}}"
                : $"ftpsd is INACTIVE: {failure.Message}").ConfigureAwait(false);
            return ControlArguments.NotRunning;
        }

        if (context.Json)
        {
            context.WriteJson(status, ControlJson.Indented.ServerStatus);
        }
        else
        {
            StatusText.Write(context.Output, status, TimeProvider.System.GetUtcNow());
        }

        // As systemctl has it: what is on its way out is not active any more.
        return status.State == "deactivating" ? ControlArguments.NotRunning : 0;
    }
}
