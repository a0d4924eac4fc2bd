using System.CommandLine;
using Sealane.Server.Control;

namespace Sealane.Daemon.Verbs;

/// <summary><c>ftpsd who</c>: every open session.</summary>
internal static class WhoVerb
{
    public static Command Build() => new ControlArguments().Complete(new("who", "Lists the open sessions: user, address, TLS, state, running transfer."), async (context, cancellation) =>
    {
        IReadOnlyList<SessionStatus> sessions = (await context.AskAsync(new ControlRequest { Command = "who" }, cancellation).ConfigureAwait(false)).Sessions!;
        if (context.Json)
        {
            context.WriteJson(sessions, ControlJson.Indented.IReadOnlyListSessionStatus);
        }
        else if (sessions.Count == 0)
        {
            await context.Output.WriteLineAsync("nobody").ConfigureAwait(false);
        }
        else
        {
            StatusText.Sessions(context.Output, sessions, TimeProvider.System.GetUtcNow());
        }

        return 0;
    });
}
