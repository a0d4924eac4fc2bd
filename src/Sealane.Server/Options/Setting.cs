using System.Globalization;

namespace Sealane.Server.Options;

/// <summary>Where a setting was made.</summary>
/// <param name="File">Path of the configuration file as it was given, or <c>-oNAME</c> for the command line.</param>
/// <param name="Line">Counted from 1; 0 on the command line.</param>
public sealed record SettingOrigin(string File, int Line)
{
    /// <summary>True for <c>-oNAME=VALUE</c>.</summary>
    public bool IsCommandLine => Line == 0;

    /// <inheritdoc/>
    public override string ToString() => IsCommandLine ? "-o" : string.Create(CultureInfo.InvariantCulture, $"{File}:{Line}");
}

/// <summary>A name and the value it was given, not yet understood.</summary>
internal sealed record Setting(string Name, string Value, SettingOrigin Origin);
