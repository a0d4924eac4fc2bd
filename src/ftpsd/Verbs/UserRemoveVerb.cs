using System.CommandLine;
using Sealane.Server.Accounts;

namespace Sealane.Daemon.Verbs;

/// <summary><c>ftpsd user remove NAME</c>.</summary>
internal static class UserRemoveVerb
{
    public static Command Build() => new Command("remove", "remove an account; its files stay") { UserVerb.Name }.Does(mayCreate: false, async (user, cancellation) =>
    {
        Account account = await user.FindAsync(cancellation).ConfigureAwait(false);
        await user.Store.RemoveAsync(account.Name, cancellation).ConfigureAwait(false);
        await user.Output.WriteLineAsync(user.Json ? UserText.Json(account, DateTimeOffset.UtcNow) : $"removed {account.Name}; its files stay in {account.Home}").ConfigureAwait(false);
    });
}
