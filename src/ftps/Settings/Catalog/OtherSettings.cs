using static Sealane.Shell.Settings.SettingKind;

namespace Sealane.Shell.Settings.Catalog;

/// <summary>Bookmarks, colours, the debug log.</summary>
internal static class OtherSettings
{
    public static SettingDefinition[] Lines =>
    [
        new("bmk:auto-sync", Flag, "yes", "Whether the bookmarks file is read before each use."),
        new("bmk:save-passwords", Flag, "no", "Whether bookmark add writes the password into its file."),
        new("color:dir-colors", Text, "", "Colours of listings, in the form of LS_COLORS."),
        new("color:use-color", TriState, "auto", "Whether cls shows colours; auto does at a terminal."),
        new("log:enabled", Flag, "no", "Whether a log is written."),
        new("log:file", Text, "", "The log's file; empty for the standard error output."),
        new("log:level", Number, "9", "How much is written, 0 to 9."),
        new("log:max-size", Number, "1M", "The log's size, after which it begins anew."),
        new("log:prefix-error", Text, "**** ", "What a line about an error begins with."),
        new("log:prefix-note", Text, "---- ", "What a note begins with."),
        new("log:prefix-recv", Text, "<--- ", "What a server's reply begins with."),
        new("log:prefix-send", Text, "---> ", "What a command to a server begins with."),
        new("log:show-ctx", Flag, "no", "Whether lines name their connection."),
        new("log:show-pid", Flag, "no", "Whether lines name the process."),
        new("log:show-time", Flag, "no", "Whether lines begin with the time."),
    ];
}
