using Sealane.Server.Hosts;

namespace Sealane.Server.Options;

/// <summary>What came of loading a configuration.</summary>
public sealed record LoadedConfiguration
{
    internal LoadedConfiguration()
    {
    }

    /// <summary>The file that was read, as it was named; null when there was none and defaults stand.</summary>
    public required string? File { get; init; }

    /// <summary>The configuration; null when there is an error among <see cref="Diagnostics"/>, and only then.</summary>
    public required ServerOptions? Options { get; init; }

    /// <summary>All findings: those of the file by line, then the command line's, then the rest.</summary>
    public required IReadOnlyList<Diagnostic> Diagnostics { get; init; }

    /// <summary>Every option of the catalogue with the value in force; empty when the file could not be read.</summary>
    public required IReadOnlyList<OptionRow> Rows { get; init; }

    /// <summary>
    /// <c>state_dir</c> as an absolute path, also when errors elsewhere leave no <see cref="Options"/>: making the certificate that is missing must be possible.
    /// Null when the file could not be read, a name in it is unknown, or this option itself is wrong.
    /// </summary>
    public required string? StateDirectory { get; init; }

    /// <summary>Absolute path of the SQLite database of <c>accounts</c>, on the same terms.</summary>
    public required string? AccountsDatabase { get; init; }

    /// <summary>The rules of <c>tcp_wrappers</c>, also when errors elsewhere leave no <see cref="Options"/>; null without that option.</summary>
    internal HostRules? Hosts { get; init; }

    /// <summary>True when hosts.allow and hosts.deny had the same lines about this server in both.</summary>
    public bool SaysTheSameOfHosts(LoadedConfiguration other) => HostRules.Same(Hosts, other.Hosts);

    /// <summary>True under <c>compat=vsftpd</c>: defaults are vsftpd's.</summary>
    public required bool FollowsVsftpd { get; init; }
}

/// <summary>An option and the value in force.</summary>
/// <param name="Option">Its definition.</param>
/// <param name="Value">As it was written, or the default; empty for none. Passwords are masked.</param>
/// <param name="Origin">Where it was set; null for a default.</param>
public sealed record OptionRow(OptionDefinition Option, string Value, SettingOrigin? Origin);
