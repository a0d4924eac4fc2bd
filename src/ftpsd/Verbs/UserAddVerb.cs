using System.CommandLine;
using System.Globalization;
using Sealane.Daemon.Identity;
using Sealane.Server.Accounts;

namespace Sealane.Daemon.Verbs;

/// <summary><c>ftpsd user add NAME</c>.</summary>
internal static class UserAddVerb
{
    private static readonly Option<string?> Home = new("--home") { HelpName = "DIR", Description = "directory the account sees as / (homes/NAME in the state directory); made, mode 0700, when missing" };
    private static readonly Option<bool> NoCreateHome = new("--no-create-home") { Description = "do not make the home directory" };
    private static readonly Option<string?> Granted = new("--permissions") { HelpName = "LIST", Description = $"what it may do, of {PermissionList.Known} (all)" };
    private static readonly Option<bool> UploadOnly = new("--upload-only") { Description = "a drop box: uploads only, nothing can be seen or replaced" };
    private static readonly Option<string?> Expires = new("--expires") { HelpName = "DATE", Description = "no login from that day (2027-01-31, begins at midnight UTC) or moment (2027-01-31T12:00:00Z) on" };
    private static readonly UserPassword Password = new();

    public static Command Build()
    {
        Command command = new("add", "add an account") { UserVerb.Name, Home, NoCreateHome, Granted, UploadOnly, Expires };
        Password.AddTo(command);
        return command.Does(mayCreate: true, AddAsync);
    }

    private static async Task AddAsync(UserContext user, CancellationToken cancellation)
    {
        string name = user.Arguments.GetRequiredValue(UserVerb.Name);
        if (!AccountName.IsValid(name))
        {
            throw new Refusal($"{UserText.Quote(name)} cannot be used: {AccountName.Rule}", Refusal.Usage);
        }

        // Everything that can be refused is, before a password is asked for or anything made.
        DateTimeOffset now = DateTimeOffset.UtcNow;
        string home = HomeOf(user, name);
        Permissions permissions = PermissionsOf(user);
        DateTimeOffset? expires = ExpiryOf(user, now);
        if (await user.Store.FindAsync(name, cancellation).ConfigureAwait(false) is not null)
        {
            throw Taken(name);
        }

        (string password, bool generated) = Password.Obtain(user);
        if (!user.Arguments.GetValue(NoCreateHome) && !OperatingSystem.IsWindows())
        {
            bool made = !Directory.Exists(home);
            StatePaths.Create(home);
            if (made && user.Heir is { } heir)
            {
                StateOwnership.GiveOne(home, heir);
            }
        }

        Account account = new()
        {
            Name = name,
            Home = home,
            Permissions = permissions,
            Expires = expires,
            PasswordHash = PasswordHash.Create(password),
            Created = DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds()),
        };
        if (!await user.Store.AddAsync(account, cancellation).ConfigureAwait(false))
        {
            throw Taken(name);
        }

        await user.Output.WriteLineAsync(user.Json
            ? UserText.Json(account, now, generated ? password : null)
            : $"added {name}: home {home}, permissions {PermissionList.Format(permissions)}{(generated ? $"\npassword: {password}" : "")}").ConfigureAwait(false);
    }

    private static Refusal Taken(string name) =>
        new($"there is an account {name} already; see: ftpsd user show {name}. For a new password: ftpsd user passwd {name}");

    private static string HomeOf(UserContext user, string name)
    {
        string? given = user.Arguments.GetValue(Home);
        string home = given is null ? Path.Combine(user.StateDirectory, "homes", name) : Path.GetFullPath(given.Length > 0 ? given : throw new Refusal("--home is empty", Refusal.Usage));
        if (home.Any(char.IsControl))
        {
            throw new Refusal("--home has a control character in it", Refusal.Usage);
        }

        return File.Exists(home) ? throw new Refusal($"the home {home} is a file; name a directory: --home DIR")
            : user.Arguments.GetValue(NoCreateHome) && !Directory.Exists(home) ? throw new Refusal($"there is no directory {home}; leave --no-create-home out to have it made")
            : home;
    }

    private static Permissions PermissionsOf(UserContext user)
    {
        string? list = user.Arguments.GetValue(Granted);
        if (user.Arguments.GetValue(UploadOnly))
        {
            return list is null ? Permissions.UploadOnly : throw new Refusal("--permissions and --upload-only exclude each other", Refusal.Usage);
        }

        return list is null ? Permissions.All
            : PermissionList.TryParse(list, out Permissions permissions, out string unknown) ? permissions
            : throw new Refusal($"--permissions does not know {UserText.Quote(unknown)}; it takes {PermissionList.Known}", Refusal.Usage);
    }

    private static DateTimeOffset? ExpiryOf(UserContext user, DateTimeOffset now)
    {
        if (user.Arguments.GetValue(Expires) is not string text)
        {
            return null;
        }

        string[] formats = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm"];
        return !DateTimeOffset.TryParseExact(text, formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset expires)
                ? throw new Refusal($"--expires {UserText.Quote(text)} is no date; write 2027-01-31 or 2027-01-31T12:00:00Z", Refusal.Usage)
            : expires <= now ? throw new Refusal($"--expires {text} lies in the past", Refusal.Usage)
            : expires;
    }
}
