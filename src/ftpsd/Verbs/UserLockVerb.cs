using System.CommandLine;
using Sealane.Server.Accounts;

namespace Sealane.Daemon.Verbs;

/// <summary><c>ftpsd user lock NAME</c> and <c>ftpsd user unlock NAME</c>.</summary>
internal static class UserLockVerb
{
    public static Command Build(string verb, string description, bool enabled) => new Command(verb, description) { UserVerb.Name }.Does(mayCreate: false, async (user, cancellation) =>
    {
        Account account = await user.ChangeAsync(account => account with { Enabled = enabled }, cancellation).ConfigureAwait(false);
        await user.Output.WriteLineAsync(
            user.Json ? UserText.Json(account, DateTimeOffset.UtcNow)
            : enabled ? $"{account.Name} can log in again"
            : $"{account.Name} is locked from the next login on; sessions that are open stay open").ConfigureAwait(false);
    });
}
