using Microsoft.Win32.SafeHandles;

namespace Sealane.Server.Storage;

/// <summary>
/// The umask this process was started with takes bits from every new file, before the account's own umask has a say. What it took is given
/// back, and nothing more: bits that a directory's default ACL withholds stay withheld.
/// </summary>
internal static class ProcessUmask
{
    private static readonly int s_bits = Read();

    /// <summary>Gives a new file or directory the bits it was made for. Costs nothing when the process has umask 0.</summary>
    public static void Restore(SafeFileHandle made, int wanted)
    {
        if ((wanted & s_bits) == 0 || LinuxCalls.Stat(made, out StatxRecord record) != 0)
        {
            return;
        }

        int missing = wanted & s_bits & ~record.Permissions;
        if (missing != 0)
        {
            _ = LinuxCalls.ChangeMode(made, (record.TypeAndMode & 0xFFF) | missing); // a file system without modes refuses; the file is as good
        }
    }

    private static int Read()
    {
        // There is no call that only asks; umask(2) would change it for all threads for a moment.
        foreach (string line in File.ReadLines("/proc/self/status"))
        {
            if (line.StartsWith("Umask:", StringComparison.Ordinal))
            {
                return Convert.ToInt32(line[6..].Trim(), 8);
            }
        }

        return 0x1FF; // Linux before 4.7 does not say: look at every file
    }
}
