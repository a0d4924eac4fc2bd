using System.Globalization;
using System.Runtime.InteropServices;

namespace Sealane.Daemon;

/// <summary>What the process asks of its runtime before it does anything else. Figures and reasons: docs/performance.md.</summary>
internal static partial class RuntimeTuning
{
    private const int ArenaMax = -8; // M_ARENA_MAX

    internal static void Apply()
    {
        // The runtime reads these once, when the first socket is made. Sessions go on inline on the thread that saw their socket become ready, and never block it.
        // Two such threads a processor: a handshake takes a tenth of a millisecond, and a processor must not idle while sessions queue behind one on another thread.
        SetUnlessSet("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", 1);
        SetUnlessSet("DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT", 2 * Environment.ProcessorCount);
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

    // An operator who sets them knows why.
    private static void SetUnlessSet(string name, int value)
    {
        if (Environment.GetEnvironmentVariable(name) is null)
        {
            Environment.SetEnvironmentVariable(name, value.ToString(CultureInfo.InvariantCulture));
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int SetMallocOption(int option, int value);
}
