using System.Globalization;
using Sealane.Client.Mirroring;
using Sealane.Shell.Screen;

namespace Sealane.Shell.Transfers.Mirrors;

/// <summary>The lines at a mirror's end.</summary>
internal static class MirrorTotals
{
    public static IEnumerable<string> Lines(MirrorReport report, bool deletes)
    {
        // The directory that is mirrored is not counted, and a tree without others has no total, as with lftp.
        if (report.Directories > 1)
        {
            yield return $"Total: {Count(report.Directories - 1, "directory", "directories")}, {Count(report.Files, "file", "files")}, {Count(report.Links, "symlink", "symlinks")}";
        }

        if (report.NewFiles + report.NewLinks > 0)
        {
            yield return $"New: {Count(report.NewFiles, "file", "files")}, {Count(report.NewLinks, "symlink", "symlinks")}";
        }

        if (report.ModifiedFiles + report.ModifiedLinks > 0)
        {
            yield return $"Modified: {Count(report.ModifiedFiles, "file", "files")}, {Count(report.ModifiedLinks, "symlink", "symlinks")}";
        }

        if (report.Bytes > 0)
        {
            yield return TransferReport.Bytes(report.Bytes, report.Elapsed);
        }

        (long directories, long files, long links) = deletes ? (report.RemovedDirectories, report.RemovedFiles, report.RemovedLinks) : (report.ExtraDirectories, report.ExtraFiles, report.ExtraLinks);
        if (directories + files + links > 0)
        {
            yield return $"{(deletes ? "Removed" : "To be removed")}: {Count(directories, "directory", "directories")}, {Count(files, "file", "files")}, {Count(links, "symlink", "symlinks")}";
        }

        if (report.Errors.Count > 0)
        {
            yield return Count(report.Errors.Count, "error", "errors") + " detected";
        }
    }

    private static string Count(long number, string one, string many) => number == 1 ? $"1 {one}" : number.ToString(CultureInfo.InvariantCulture) + " " + many;
}
