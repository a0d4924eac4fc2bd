using System.CommandLine;
using Sealane.Server.Accounts;

namespace Sealane.Daemon.Verbs;

/// <summary><c>ftpsd user show NAME</c>.</summary>
internal static class UserShowVerb
{
    public static Command Build() => new Command("show", "show one account") { UserVerb.Name }.Does(mayCreate: false, async (user, cancellation) =>
    {
        Account account = await user.FindAsync(cancellation).ConfigureAwait(false);
        await user.Output.WriteLineAsync(user.Json ? UserText.Json(account, DateTimeOffset.UtcNow) : UserText.Details(account, DateTimeOffset.UtcNow)).ConfigureAwait(false);
    });
}
