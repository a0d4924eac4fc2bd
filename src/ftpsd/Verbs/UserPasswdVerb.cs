using System.CommandLine;
using Secret = Sealane.Protocol.Secret;
using Sealane.Server.Accounts;

namespace Sealane.Daemon.Verbs;

/// <summary><c>ftpsd user passwd NAME</c>.</summary>
internal static class UserPasswdVerb
{
    private static readonly UserPassword Password = new();

    public static Command Build()
    {
        Command command = new("passwd", "give an account a new password") { UserVerb.Name };
        Password.AddTo(command);
        return command.Does(mayCreate: false, ChangeAsync);
    }

    private static async Task ChangeAsync(UserContext user, CancellationToken cancellation)
    {
        await user.FindAsync(cancellation).ConfigureAwait(false);
        (string password, bool generated) = Password.Obtain(user);
        Secret hash = PasswordHash.Create(password);
        Account changed = await user.ChangeAsync(account => account with { PasswordHash = hash }, cancellation).ConfigureAwait(false);
        await user.Output.WriteLineAsync(user.Json
            ? UserText.Json(changed, DateTimeOffset.UtcNow, generated ? password : null)
            : $"{changed.Name} has a new password{(generated ? $"\npassword: {password}" : "")}").ConfigureAwait(false);
    }
}
