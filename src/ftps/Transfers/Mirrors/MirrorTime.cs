using System.Globalization;
using Sealane.Shell.Commands;
using Sealane.Shell.Sites;

namespace Sealane.Shell.Transfers.Mirrors;

/// <summary>Times as --newer-than takes them: a file's, or words as at(1) and GNU date have them.</summary>
internal static class MirrorTime
{
    private static readonly string[] s_exact = ["yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-ddTHH:mm:ss", "yyyyMMddHHmm", "yyyyMMddHHmmss"];

    /// <summary>The time, UTC.</summary>
    /// <exception cref="CommandException">It is neither a time nor a file.</exception>
    public static DateTime Parse(string text, Place place)
    {
        string path = place.Resolve(text);
        if (File.Exists(path) || Directory.Exists(path))
        {
            return File.GetLastWriteTimeUtc(path);
        }

        DateTime? time = DateTime.TryParseExact(text.Trim(), s_exact, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime exact) ? exact : new TimeWords(text, DateTime.Now).Read();
        return time is { } known ? DateTime.SpecifyKind(known, DateTimeKind.Local).ToUniversalTime() : throw new CommandException($"{text}: No such file or directory") { IsBare = true };
    }
}
