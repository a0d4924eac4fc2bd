using System.Globalization;
using System.Net;
using Sealane.Server.Options;

namespace Sealane.Server.Hosts;

/// <summary>A line of hosts.allow or hosts.deny that is about this server.</summary>
internal sealed record HostRule
{
    internal required SettingOrigin Origin { get; init; }

    /// <summary>The line as it stands in the file, with its continuations.</summary>
    internal required string Text { get; init; }

    internal required bool Allows { get; init; }

    internal required HostPatterns Clients { get; init; }

    /// <summary>The file of <c>VSFTPD_LOAD_CONF</c>, absolute; null for none.</summary>
    internal string? SettingsFile { get; init; }

    /// <summary>What sessions of these clients are served under; null for the configuration itself.</summary>
    internal ServerOptions? Options { get; init; }

    /// <summary>True when the rule is the client's: for certain, or where it would refuse and only a lookup that is not made could tell.</summary>
    internal bool Applies(IPAddress client) => Clients.Match(client) switch
    {
        HostMatch.Yes => true,
        HostMatch.Unknown => !Allows,
        _ => false,
    };

    /// <summary>File, line and text, for messages.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Origin}: {Text}");
}
