using System.CommandLine;
using System.Globalization;
using Sealane.Server.Control;

namespace Sealane.Daemon.Verbs;

/// <summary><c>ftpsd kick SESSION|USER</c>: ends sessions.</summary>
internal static class KickVerb
{
    private static readonly Argument<string> Target = new("SESSION|USER") { Description = "number of a session (ftpsd who), or login name: all its sessions" };
    private static readonly Option<bool> IsUser = new("--user") { Description = "the name consists of digits, and is one all the same" };

    public static Command Build() => new ControlArguments().Complete(new("kick", "Ends a session, or all sessions of a user; a running upload can be resumed.") { Target, IsUser }, KickAsync);

    private static async Task<int> KickAsync(ControlContext context, CancellationToken cancellation)
    {
        string target = context.Arguments.GetRequiredValue(Target);
        long? number = !context.Arguments.GetValue(IsUser) && long.TryParse(target, NumberStyles.None, CultureInfo.InvariantCulture, out long session) ? session : null;
        var request = new ControlRequest { Command = "kick", Session = number, User = number is null ? target : null };
        int kicked = (await context.AskAsync(request, cancellation).ConfigureAwait(false)).Kicked!.Value;
        string meant = number is null ? $"user {UserText.Quote(target)}" : $"session {target}";
        if (context.Json)
        {
            await context.Output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{{ \"kicked\": {kicked} }}")).ConfigureAwait(false);
        }
        else if (kicked > 0)
        {
            await context.Output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{kicked} session{(kicked == 1 ? "" : "s")} ended ({meant})")).ConfigureAwait(false);
        }

        return kicked > 0 ? 0 : context.Json ? Refusal.Failed : throw new ControlException(ControlFailure.Refused, $"there is no {meant} now; see: ftpsd who");
    }
}
