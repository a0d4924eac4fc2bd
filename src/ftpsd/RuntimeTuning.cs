using System.Runtime.InteropServices;

namespace Sealane.Daemon;

/// <summary>What the process asks of its runtime before it does anything else. Figures and reasons: docs/performance.md.</summary>
internal static partial class RuntimeTuning
{
    private const int ArenaMax = -8; // M_ARENA_MAX

    internal static void Apply()
    {
        // The runtime reads it once, when the first socket is made. Sessions then go on inline on the thread that saw their socket become ready, and never block it.
        Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");
        if (OperatingSystem.IsLinux())
        {
            // OpenSSL's memory comes from malloc, which otherwise keeps up to eight half-empty arenas a processor.
            try
            {
                _ = SetMallocOption(ArenaMax, Environment.ProcessorCount);
            }
            catch (EntryPointNotFoundException)
            {
                // Another C library than glibc, with another allocator.
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int SetMallocOption(int option, int value);
}
