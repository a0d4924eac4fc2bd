using static Sealane.Shell.Settings.SettingKind;

namespace Sealane.Shell.Settings.Catalog;

/// <summary>Mirrors of directories.</summary>
internal static class MirrorSettings
{
    public static SettingDefinition[] Lines =>
    [
        new("mirror:dereference", Flag, "no", "Whether links are followed."),
        new("mirror:exclude-regex", Regex, "(^|/)(\\.in\\.|\\.nfs)", "What is left out."),
        new("mirror:include-regex", Regex, "", "What is taken although it would be left out."),
        new("mirror:no-empty-dirs", Flag, "no", "Whether empty directories are left out."),
        new("mirror:order", Text, "*.sfv *.sig *.md5* *.sum * */", "Patterns in the order in which files are transferred."),
        new("mirror:overwrite", Flag, "no", "Whether files are written over instead of removed first."),
        new("mirror:parallel-directories", Flag, "yes", "Whether several directories are worked on at once."),
        new("mirror:parallel-transfer-count", Number, "0", "Files transferred at once; 0 lets the program find the best number (with lftp it is one)."),
        new("mirror:require-source", Flag, "no", "Whether mirror must be told its source, instead of taking the current directory."),
        new("mirror:set-permissions", Flag, "yes", "Whether permissions are copied."),
        new("mirror:skip-noaccess", Flag, "no", "Whether files that may not be read are left out."),
        new("mirror:sort-by", Choice, "name", "The order of transfers within a directory, below mirror:order.") { Choices = ["name", "name-desc", "size", "size-desc", "date", "date-desc"] },
        new("mirror:use-pget-n", Number, "0", "Connections for each file; 0 for one."),
    ];
}
