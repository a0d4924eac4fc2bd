using System.Runtime.Versioning;
using Sealane.Server.Options;

namespace Sealane.Daemon;

/// <summary>Where the daemon keeps what it must remember: accounts, certificates, control socket. Read from the configuration that the daemon reads.</summary>
internal static class StatePaths
{
    /// <summary>The state directory: the option, else <c>state_dir=</c> of the configuration or its default.</summary>
    /// <exception cref="Refusal">The configuration cannot be read.</exception>
    public static string Resolve(string? stateDirOption, string? configPath) =>
        Load(stateDirOption, configPath) is { StateDirectory: { } directory } ? directory : throw Unusable(stateDirOption, configPath);

    /// <summary>The accounts database (<c>accounts=</c>).</summary>
    /// <exception cref="Refusal">The configuration cannot be read.</exception>
    public static string AccountDatabase(string? stateDirOption, string? configPath) =>
        Load(stateDirOption, configPath) is { AccountsDatabase: { } database } ? database : throw Unusable(stateDirOption, configPath);

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

    private static LoadedConfiguration Load(string? stateDirOption, string? configPath) => ConfigurationArguments.Load(
        string.IsNullOrEmpty(configPath) ? null : configPath,
        string.IsNullOrEmpty(stateDirOption) ? [] : [$"state_dir={Path.GetFullPath(stateDirOption)}"]);

    private static Refusal Unusable(string? stateDirOption, string? configPath) => new(
        Load(stateDirOption, configPath).Diagnostics.Where(diagnostic => diagnostic.Severity == Severity.Error).Select(diagnostic => diagnostic.ToString()).FirstOrDefault()
        ?? "the configuration does not say where accounts are kept");
}
