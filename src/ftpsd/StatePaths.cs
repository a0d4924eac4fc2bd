using System.Runtime.Versioning;
using Sealane.Daemon.Identity;
using Sealane.Server.Options;

namespace Sealane.Daemon;

/// <summary>Where the daemon keeps what it must remember: accounts, certificates, control socket. Read from the configuration that the daemon reads.</summary>
internal static class StatePaths
{
    /// <summary>The state directory: the option, else <c>state_dir=</c> of the configuration or its default.</summary>
    /// <exception cref="Refusal">The configuration cannot be read.</exception>
    public static string Resolve(string? stateDirOption, string? configPath) =>
        Load(stateDirOption, configPath) is { StateDirectory: { } directory } ? directory : throw Unusable(stateDirOption, configPath);

    /// <summary>As <see cref="Resolve"/>, for asking a server that runs: its configuration may have been broken since, and then the line with <c>state_dir=</c> still says where the server is.</summary>
    /// <exception cref="Refusal">The configuration cannot be read.</exception>
    public static string Likely(string? stateDirOption, string? configPath)
    {
        LoadedConfiguration loaded = Load(stateDirOption, configPath);
        if (loaded.StateDirectory is { } directory)
        {
            return directory;
        }

        OptionRow row = loaded.Rows.FirstOrDefault(row => row.Option.Name == "state_dir") ?? throw Unusable(stateDirOption, configPath);
        return Path.GetFullPath(row.Value, row.Origin is { IsCommandLine: false } && loaded.File is { } file ? Path.GetDirectoryName(Path.GetFullPath(file))! : Environment.CurrentDirectory);
    }

    /// <summary>The accounts database (<c>accounts=</c>).</summary>
    /// <exception cref="Refusal">The configuration cannot be read.</exception>
    public static string AccountDatabase(string? stateDirOption, string? configPath) =>
        Load(stateDirOption, configPath) is { AccountsDatabase: { } database } ? database : throw Unusable(stateDirOption, configPath);

    /// <summary>Where certificates and keys are.</summary>
    public static string Certificates(string? stateDirOption, string? configPath) => Path.Combine(Resolve(stateDirOption, configPath), "tls");

    /// <summary>The certificate of one's own that the configuration names (<c>rsa_cert_file</c>); null when it names none.</summary>
    public static string? OwnCertificate(string? stateDirOption, string? configPath) => Load(stateDirOption, configPath).Options?.Tls.CertificateFile;

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

    /// <summary>The user that the server of a state directory is or will be, when this process is root and that user is not; null otherwise.</summary>
    public static SystemUser? Heir(string directory, string? stateDirOption, string? configPath) => StateOwnership.Heir(directory, Load(stateDirOption, configPath).Options);

    private static LoadedConfiguration Load(string? stateDirOption, string? configPath) => ConfigurationArguments.Load(
        string.IsNullOrEmpty(configPath) ? null : configPath,
        string.IsNullOrEmpty(stateDirOption) ? [] : [$"state_dir={Path.GetFullPath(stateDirOption)}"]);

    private static Refusal Unusable(string? stateDirOption, string? configPath) => new(
        Load(stateDirOption, configPath).Diagnostics.Where(diagnostic => diagnostic.Severity == Severity.Error).Select(diagnostic => diagnostic.ToString()).FirstOrDefault()
        ?? "the configuration does not say where accounts are kept");
}
