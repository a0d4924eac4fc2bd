using static Sealane.Shell.Settings.SettingKind;

namespace Sealane.Shell.Settings.Catalog;

/// <summary>Bookmarks, colours, the debug log.</summary>
internal static class OtherSettings
{
    public static SettingDefinition[] Lines =>
    [
        new("bmk:auto-sync", Flag, "yes", "Whether the bookmarks file is read before each use.") { InEffect = true },
        new("bmk:save-passwords", Flag, "no", "Whether bookmark add writes the password into its file.") { InEffect = true },
        new("color:dir-colors", Text, "", "Colours of listings, in the form of LS_COLORS.") { InEffect = true },
        new("color:use-color", TriState, "auto", "Whether cls shows colours; auto does at a terminal.") { InEffect = true },
        new("log:enabled", Flag, "no", "Whether a log is written.") { InEffect = true },
        new("log:file", Text, "", "The log's file; empty for the standard error output.") { InEffect = true },
        new("log:level", Number, "9", "How much is written, 0 to 9.") { InEffect = true },
        new("log:max-size", Number, "1M", "The log's size, after which it begins anew.") { InEffect = true },
        new("log:prefix-error", Text, "**** ", "What a line about an error begins with.") { InEffect = true },
        new("log:prefix-note", Text, "---- ", "What a note begins with.") { InEffect = true },
        new("log:prefix-recv", Text, "<--- ", "What a server's reply begins with.") { InEffect = true },
        new("log:prefix-send", Text, "---> ", "What a command to a server begins with.") { InEffect = true },
        new("log:show-ctx", Flag, "no", "Whether lines name their connection.") { InEffect = true },
        new("log:show-pid", Flag, "no", "Whether lines name the process.") { InEffect = true },
        new("log:show-time", Flag, "no", "Whether lines begin with the time.") { InEffect = true },
    ];
}
