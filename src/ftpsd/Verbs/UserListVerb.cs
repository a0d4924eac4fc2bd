using System.CommandLine;
using Sealane.Server.Accounts;

namespace Sealane.Daemon.Verbs;

/// <summary><c>ftpsd user list</c>.</summary>
internal static class UserListVerb
{
    public static Command Build() => new Command("list", "list all accounts").Does(mayCreate: false, async (user, cancellation) =>
    {
        IReadOnlyList<Account> accounts = await user.Store.ListAsync(cancellation).ConfigureAwait(false);
        await user.Output.WriteLineAsync(user.Json ? UserText.Json(accounts, DateTimeOffset.UtcNow) : UserText.Table(accounts, DateTimeOffset.UtcNow)).ConfigureAwait(false);
    });
}
