using System.Runtime.Versioning;

namespace Sealane.Daemon;

/// <summary>Where the daemon keeps what it must remember: accounts, certificates, control socket.</summary>
internal static class StatePaths
{
    private const string StandardConfig = "/etc/ftpsd.conf";

    /// <summary>The state directory: the option, else <c>state_dir=</c> of the configuration, else /var/lib/ftpsd for root and the user's own state directory for anybody else.</summary>
    public static string Resolve(string? stateDirOption, string? configPath) =>
        Path.GetFullPath(NotEmpty(stateDirOption) ?? Setting("state_dir", configPath) ?? Standard());

    /// <summary>The accounts database: <c>accounts=sqlite:PATH</c> of the configuration, a relative path counting from the state directory; else accounts.db in it.</summary>
    public static string AccountDatabase(string? stateDirOption, string? configPath)
    {
        string state = Resolve(stateDirOption, configPath);
        string accounts = Setting("accounts", configPath) ?? "sqlite:accounts.db";
        return accounts.StartsWith("sqlite:", StringComparison.Ordinal) && accounts.Length > 7
            ? Path.GetFullPath(accounts[7..], state)
            : throw new Refusal($"accounts={accounts} is not a store this ftpsd can edit; use accounts=sqlite:PATH");
    }

    /// <summary>Where certificates and keys are.</summary>
    public static string Certificates(string? stateDirOption, string? configPath) => Path.Combine(Resolve(stateDirOption, configPath), "tls");

    /// <summary>Makes the directory (0700) if it is missing.</summary>
    [UnsupportedOSPlatform("windows")]
    public static void Create(string directory)
    {
        try
        {
            Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new Refusal($"cannot make the directory {directory} as user {Environment.UserName}: {failure.Message.ReplaceLineEndings(" ")}; run as the daemon's user, or name another: --state-dir DIR");
        }
    }

    private static string Standard() => Environment.IsPrivilegedProcess
        ? "/var/lib/ftpsd"
        : Path.Combine(
            NotEmpty(Environment.GetEnvironmentVariable("XDG_STATE_HOME")) ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state"),
            "ftpsd");

    private static string? Setting(string name, string? configPath)
    {
        string? path = NotEmpty(configPath) ?? (File.Exists(StandardConfig) ? StandardConfig : null);
        if (path is null)
        {
            return null;
        }

        try
        {
            return File.ReadLines(path)
                .Select(line => line.Split('=', 2, StringSplitOptions.TrimEntries))
                .Where(parts => parts.Length == 2 && parts[0] == name && parts[1].Length > 0)
                .Select(parts => parts[1])
                .LastOrDefault();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new Refusal($"cannot read the configuration {path}: {failure.Message.ReplaceLineEndings(" ")}");
        }
    }

    private static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
