using System.CommandLine;
using Sealane.Accounts.Sql;
using Sealane.Daemon.Identity;
using Sealane.Server.Accounts;
using Sealane.Server.Options;

namespace Sealane.Daemon.Verbs;

/// <summary><c>ftpsd user …</c>: accounts from the command line, while the daemon runs or not; it sees changes at the next login.</summary>
internal static class UserVerb
{
    internal static readonly Argument<string> Name = new("NAME") { Description = "the account's login name" };
    private static readonly Option<string?> Config = new("--config") { HelpName = "CONFIG", Description = $"configuration to take state_dir and accounts from ({ConfigurationLoader.PackageFile}, else {ConfigurationLoader.StandardFile})", Recursive = true };
    private static readonly Option<string?> StateDir = new("--state-dir") { HelpName = "DIR", Description = "state directory, whatever the configuration says", Recursive = true };
    private static readonly Option<bool> Json = new("--json") { Description = "answer in JSON", Recursive = true };

    public static Command Build() => new("user", "add, change and show accounts")
    {
        Config, StateDir, Json,
        UserAddVerb.Build(), UserPasswdVerb.Build(), UserShowVerb.Build(), UserListVerb.Build(), UserRemoveVerb.Build(),
        UserLockVerb.Build("lock", "refuse new logins; sessions that are open stay open", enabled: false),
        UserLockVerb.Build("unlock", "allow logins again", enabled: true),
    };

    /// <summary>Gives a sub-verb its action: the store is opened before and closed after, and every failure becomes one line and an exit code.</summary>
    /// <param name="command">The sub-verb.</param>
    /// <param name="mayCreate">Whether the state directory and the database are made when missing.</param>
    /// <param name="action">The work; the exit code is 0 unless it throws.</param>
    internal static Command Does(this Command command, bool mayCreate, Func<UserContext, CancellationToken, Task> action)
    {
        command.SetAction(async (arguments, cancellation) =>
        {
            try
            {
                string? state = arguments.GetValue(StateDir), config = arguments.GetValue(Config);
                using IDisposable store = Open(StatePaths.AccountDatabase(state, config), mayCreate);
                string directory = StatePaths.Resolve(state, config);
                SystemUser? heir = StatePaths.Heir(directory, state, config);
                await action(new UserContext(arguments, (IAccountEditor)store, directory, heir, arguments.GetValue(Json)), cancellation).ConfigureAwait(false);
                if (heir is not null)
                {
                    StateOwnership.Give(directory, heir);
                }

                return 0;
            }
            catch (Refusal refusal)
            {
                await arguments.InvocationConfiguration.Error.WriteLineAsync($"ftpsd: {refusal.Message}").ConfigureAwait(false);
                return refusal.ExitCode;
            }
            catch (AccountStoreException failure)
            {
                await arguments.InvocationConfiguration.Error.WriteLineAsync($"ftpsd: {failure.Message}").ConfigureAwait(false);
                return Refusal.Failed;
            }
        });
        return command;
    }

    private static SqliteAccountStore Open(string database, bool mayCreate)
    {
        if (mayCreate && !OperatingSystem.IsWindows())
        {
            StatePaths.Create(Path.GetDirectoryName(database)!);
        }
        else
        {
            RequireToBeThere(database);
        }

        return SqliteAccountStore.Open(database);
    }

    // File.Exists would also say no of a file that somebody else may see.
    private static void RequireToBeThere(string database)
    {
        try
        {
            File.GetAttributes(database);
        }
        catch (UnauthorizedAccessException)
        {
            throw new Refusal($"user {Environment.UserName} may not look at {database}; run as the daemon's user");
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new Refusal($"there are no accounts yet (no {database}); add one: ftpsd user add NAME --home DIR");
        }
    }
}
