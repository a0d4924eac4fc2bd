namespace Sealane.Server.Options;

/// <summary>What <c>user_config_dir</c> has for one user.</summary>
public sealed record UserSettings
{
    internal static UserSettings None { get; } = new();

    internal UserSettings()
    {
    }

    /// <summary>Absolute path of the user's file; null when there is none.</summary>
    public string? File { get; init; }

    /// <summary>What his session is to go on under; null when nothing changes, or with <see cref="Fault"/>.</summary>
    public ServerOptions? Options { get; init; }

    /// <summary>Why he must not be let in, with file, line and what to do; null when nothing speaks against it.</summary>
    public string? Fault { get; init; }

    /// <summary>What is remarkable about the file. Empty when it was read before and has not changed since.</summary>
    public IReadOnlyList<Diagnostic> Findings { get; init; } = [];

    /// <summary>The settings that hold, as <c>name=value</c>.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>What the configuration has for a user by his login name. Opens his file; blocks for that.</summary>
    public static UserSettings Of(ServerOptions running, string login)
    {
        ArgumentNullException.ThrowIfNull(running);
        return running.UserFiles?.Find(login, running) ?? None;
    }

    /// <summary>The findings as the log has them, one line each.</summary>
    internal IReadOnlyList<string> Warnings => [.. Findings.Where(finding => finding.Severity >= Severity.Warning).Select(finding => finding.ToString())];
}
