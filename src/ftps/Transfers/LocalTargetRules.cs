using System.Globalization;
using System.Text;
using Sealane.Shell.Commands;
using Sealane.Shell.Settings;

namespace Sealane.Shell.Transfers;

/// <summary>What the settings say about files that downloads write.</summary>
internal sealed record LocalTargetRules
{
    /// <summary>Existing files may be replaced.</summary>
    public bool Clobber { get; init; }

    /// <summary>The pattern of the name while the transfer runs; null for the file's own.</summary>
    public string? TemporaryName { get; init; }

    /// <summary>What a replaced file is renamed with while the transfer runs; null to write over it.</summary>
    public string? BackupSuffix { get; init; }

    /// <summary>The replaced file stays afterwards.</summary>
    public bool KeepBackup { get; init; }

    /// <summary>A full disk ends the transfer; else it waits for room.</summary>
    public bool DiskFullFatal { get; init; }

    /// <summary>Called with the file once it is open; null for nothing.</summary>
    public Func<FileStream, CancellationToken, Task>? Opened { get; init; }

    public static LocalTargetRules Of(CommandContext context)
    {
        SettingStore settings = context.Settings;
        return new LocalTargetRules
        {
            Clobber = settings.Flag("xfer:clobber"),
            TemporaryName = TemporaryPattern(settings),
            BackupSuffix = settings.Flag("xfer:make-backup") ? Dated(settings.Text("xfer:backup-suffix"), DateTime.Now) : null,
            KeepBackup = settings.Flag("xfer:keep-backup"),
            Opened = settings.Flag("file:use-lock") ? (file, cancellation) => LocalLock.TakeAsync(file, settings, cancellation) : null,
            DiskFullFatal = settings.Flag("xfer:disk-full-fatal"),
        };
    }

    /// <summary>The pattern of temporary names, or null when files have their own from the start.</summary>
    public static string? TemporaryPattern(SettingStore settings) => settings.Flag("xfer:use-temp-file") ? settings.Text("xfer:temp-file-name") : null;

    /// <summary>A name by a pattern: its first asterisk is the file's name; without one the name goes in front, or behind a pattern that begins with a dot.</summary>
    public static string Temporary(string pattern, string name)
    {
        int star = pattern.IndexOf('*', StringComparison.Ordinal);
        return star >= 0 ? pattern[..star] + name + pattern[(star + 1)..]
            : pattern.StartsWith('.') ? pattern + name
            : name + pattern;
    }

    // strftime, as far as dates in file names go.
    private static string Dated(string format, DateTime now)
    {
        var text = new StringBuilder();
        for (int i = 0; i < format.Length; i++)
        {
            if (format[i] != '%' || i + 1 == format.Length)
            {
                text.Append(format[i]);
                continue;
            }

            text.Append(format[++i] switch
            {
                'Y' => Part("yyyy"),
                'y' => Part("yy"),
                'm' => Part("MM"),
                'd' => Part("dd"),
                'H' => Part("HH"),
                'M' => Part("mm"),
                'S' => Part("ss"),
                'j' => now.DayOfYear.ToString("000", CultureInfo.InvariantCulture),
                'F' => Part("yyyy-MM-dd"),
                'T' => Part("HH:mm:ss"),
                's' => new DateTimeOffset(now).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
                '%' => "%",
                char other => "%" + other,
            });
        }

        return text.ToString();

        string Part(string part) => now.ToString(part, CultureInfo.InvariantCulture);
    }
}
