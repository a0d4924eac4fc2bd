using Sealane.Shell.Settings;

namespace Sealane.Shell.Transfers;

/// <summary>
/// <c>file:use-lock</c>: local files are locked as a whole while they are in use, by fcntl as lftp does it: shared for reading, alone for writing. Only programs that ask for a lock
/// themselves are kept away. It goes with the stream.
/// </summary>
internal static class LocalLock
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Locks a file if the settings want it; waits for whoever holds it.</summary>
    /// <exception cref="CommandException">This system has no such locks.</exception>
    public static async Task TakeAsync(FileStream file, SettingStore settings, CancellationToken cancellation)
    {
        if (!settings.Flag("file:use-lock"))
        {
            return;
        }

        if (OperatingSystem.IsMacOS())
        {
            throw new CommandException($"{file.Name}: files cannot be locked on this system; set file:use-lock no");
        }

        while (true)
        {
            try
            {
                // Of no length means to the end, however far the file grows.
                file.Lock(0, OperatingSystem.IsWindows() ? long.MaxValue : 0);
                return;
            }
            catch (IOException)
            {
                // Held by somebody else, who will be done some time.
            }

            await Task.Delay(s_pause, cancellation).ConfigureAwait(false);
        }
    }
}
