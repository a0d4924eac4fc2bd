using System.Buffers;
using System.Collections.Frozen;
using Sealane.Shell.Settings.Catalog;

namespace Sealane.Shell.Settings;

/// <summary>All variables, by topic; one line for each in <c>Catalog/</c>.</summary>
internal static class SettingCatalog
{
    private static readonly string[] s_outOfScope = ["http", "https", "hftp", "fish", "sftp", "torrent", "module"];
    private static readonly SearchValues<char> s_nameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");
    private static readonly Lazy<SettingDefinition[]> s_all = new(() =>
        [.. new[] { SslSettings.Lines, FtpSettings.Lines, FtpCommandSettings.Lines, NetSettings.Lines, XferSettings.Lines, MirrorSettings.Lines, CmdSettings.Lines, OtherSettings.Lines }.SelectMany(lines => lines)]);

    private static readonly Lazy<FrozenDictionary<string, SettingDefinition>> s_byName = new(() =>
        s_all.Value.ToFrozenDictionary(definition => definition.Name, StringComparer.OrdinalIgnoreCase));

    public static IReadOnlyList<SettingDefinition> All => s_all.Value;

    /// <summary>A variable by its full name.</summary>
    public static SettingDefinition? Find(string name) => s_byName.Value.GetValueOrDefault(name);

    /// <summary>Whether a name is well formed and of a protocol that is not spoken here. Old rc files set such names.</summary>
    public static bool IsOutOfScope(string name)
    {
        int colon = name.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && colon < name.Length - 1 && s_outOfScope.Contains(name[..colon], StringComparer.OrdinalIgnoreCase)
            && name.AsSpan(colon + 1).IndexOfAnyExcept(s_nameCharacters) < 0;
    }

    /// <summary>A variable by a name as typed: whole, without its prefix, or an abbreviation of either.</summary>
    /// <exception cref="SettingException">None has it, or more than one.</exception>
    public static SettingDefinition Resolve(string typed)
    {
        if (Find(typed) is { } exact)
        {
            return exact;
        }

        int colon = typed.IndexOf(':', StringComparison.Ordinal);
        string prefix = colon < 0 ? "" : typed[..colon];
        string rest = colon < 0 ? typed : typed[(colon + 1)..];
        List<SettingDefinition> whole = [];
        List<SettingDefinition> begun = [];
        foreach (SettingDefinition definition in s_all.Value)
        {
            int at = definition.Name.IndexOf(':', StringComparison.Ordinal);
            bool inPrefix = definition.Name.AsSpan(0, at).StartsWith(prefix, StringComparison.OrdinalIgnoreCase);
            if (inPrefix && Abbreviates(rest, definition.Name.AsSpan(at + 1), out bool complete))
            {
                (complete ? whole : begun).Add(definition);
            }
        }

        List<SettingDefinition> found = whole.Count > 0 ? whole : begun;
        return found.Count switch
        {
            1 => found[0],
            0 => throw new SettingException($"{typed}: no such variable. Use `set -a' to look at all variables."),
            _ => throw new SettingException($"{typed}: ambiguous variable name. Use `set -a' to look at all variables."),
        };
    }

    // "verify-cert" abbreviates "verify-certificate".
    private static bool Abbreviates(string typed, ReadOnlySpan<char> name, out bool complete)
    {
        complete = name.Equals(typed, StringComparison.OrdinalIgnoreCase);
        return complete || name.StartsWith(typed, StringComparison.OrdinalIgnoreCase);
    }
}
