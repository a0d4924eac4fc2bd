using Sealane.Shell.Commands;

namespace Sealane.Shell.Transfers;

/// <summary>Gives a partial file that is whole now its name, with the backup that the settings ask for.</summary>
internal static class PartCommit
{
    /// <exception cref="CommandException">The system does not let us.</exception>
    public static void Run(string part, string path, DateTime? modified, LocalTargetRules rules)
    {
        try
        {
            if (rules is { KeepBackup: true, BackupSuffix: { } suffix } && File.Exists(path))
            {
                File.Move(path, path + suffix, overwrite: true);
            }

            if (modified is { } time)
            {
                File.SetLastWriteTimeUtc(part, time);
            }

            File.Move(part, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{path}: {LocalFault.Of(e)}", e);
        }
    }
}
