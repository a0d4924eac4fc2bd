using System.Text;

namespace Sealane.Shell.Background;

/// <summary>
/// The standard descriptors that whoever started this program had closed (<c>ftps … &lt;&amp;-</c>, some schedulers and daemons). The runtime's own files then have their numbers: without
/// this, <c>put -</c> would send the system's random numbers until the server's disk is full, and what is printed would go into some file or connection.
/// </summary>
internal static class StandardDescriptors
{
    /// <summary>Starts the program anew, with descriptors that can neither be read nor written in the place of those that are missing. Returns at once if none is.</summary>
    public static void Complete()
    {
        if (!OperatingSystem.IsLinux() || AreComplete())
        {
            return;
        }

        // All of the command line: a program that the runtime's host has started has words before ours.
        string[] words = Encoding.UTF8.GetString(File.ReadAllBytes("/proc/self/cmdline")).Split('\0')[..^1];
        for (int descriptor = 0; descriptor <= 2; descriptor++)
        {
            if (!ProcessCalls.IsInherited(descriptor))
            {
                // The wrong way round, so that use is a failure that is told and not an empty file or a silent loss.
                ProcessCalls.Void(descriptor, isWritten: descriptor == 0);
            }
        }

        // Where there is no /dev/null, the next run would be no better off.
        if (AreComplete())
        {
            ProcessCalls.Execute("/proc/self/exe", [.. words, null]);
        }
    }

    private static bool AreComplete() => ProcessCalls.IsInherited(0) && ProcessCalls.IsInherited(1) && ProcessCalls.IsInherited(2);
}
