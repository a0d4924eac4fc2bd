using Sealane.Protocol;

namespace Sealane.Shell.Credentials;

/// <summary>
/// Where a login comes from, in this order: what was written out (URL, <c>-u USER,PASS</c>); standard input, a command or the environment if asked for by option;
/// <c>LFTP_PASSWORD</c> for a user who was named; <c>~/.netrc</c>; a question at the terminal. Without any user it is anonymous.
/// </summary>
internal sealed class PasswordSources
{
    public const string Variable = "LFTP_PASSWORD";

    private Secret? _typed;

    /// <summary>From <c>-u</c>; null if not given.</summary>
    public string? User { get; init; }

    /// <summary>From <c>-u USER,PASS</c>.</summary>
    public Secret? Password { get; init; }

    /// <summary>The password is the first line of standard input.</summary>
    public bool FromStandardInput { get; init; }

    /// <summary>The password is in the environment, and it is an error if it is not.</summary>
    public bool FromEnvironment { get; init; }

    /// <summary>The password is what this prints; null for none.</summary>
    public string? Command { get; init; }

    /// <summary>Finds the login for a host.</summary>
    /// <exception cref="CredentialException">None can be found.</exception>
    public async Task<Login> FindAsync(string host, string? urlUser, Secret? urlPassword, CancellationToken cancellation)
    {
        string? user = urlUser ?? User;
        Secret? password = urlPassword ?? (urlUser is null || urlUser == User ? Password : null);
        if (user is not null && password is not null)
        {
            return new Login(user, password, null);
        }

        // Read once: a pipe has one first line.
        _typed ??= await PromisedAsync(cancellation);
        if (_typed is not null && user is not null)
        {
            return new Login(user, _typed, null);
        }

        if (user is not null && Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } set)
        {
            return new Login(user, new Secret(set), null);
        }

        NetrcLogin? noted = Netrc.Find(host, user);
        if (_typed is not null)
        {
            return noted?.User is { } named ? new Login(named, _typed, noted.Account)
                : throw new CredentialException($"there is a password and no user for {host}: name one with -u USER, or in the URL");
        }

        if ((user ?? noted?.User) is not { } who)
        {
            return Login.Anonymous;
        }

        return new Login(who, noted?.Password ?? (who is "anonymous" or "ftp" ? Login.Anonymous.Password : await AskAsync(who, host, cancellation)), noted?.Account);
    }

    private async Task<Secret?> PromisedAsync(CancellationToken cancellation)
    {
        if (FromStandardInput)
        {
            return new Secret(await Console.In.ReadLineAsync(cancellation) ?? throw new CredentialException("standard input is empty; --password-stdin wants the password on its first line"));
        }

        if (FromEnvironment)
        {
            return new Secret(Environment.GetEnvironmentVariable(Variable) ?? throw new CredentialException($"--env-password was given, and {Variable} is not set"));
        }

        return Command is { } command ? await PasswordCommand.RunAsync(command, cancellation) : null;
    }

    private static Task<Secret> AskAsync(string user, string host, CancellationToken cancellation) => PasswordPrompt.IsPossible
        ? PasswordPrompt.AskAsync($"Password for {user} at {host}: ", cancellation)
        : throw new CredentialException(
            $"there is no password for {user} at {host}, and no terminal to ask at. Give it by --password-command CMD, --password-stdin, {Variable} in the environment, or a line in {Netrc.UserPath}: machine {host} login {user} password …");
}
