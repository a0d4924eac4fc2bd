using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Sealane.Server.Tests.Storage;

/// <summary>What the tests need of the system that .NET does not offer: special files, mounts, another user's eyes.</summary>
internal static partial class DiskCalls
{
    private const uint Nobody = 65534;

    public static void MakeFifo(string path) => Assert.Equal(0, mkfifo(path, Convert.ToUInt32("644", 8)));

    /// <summary>A character device like /dev/zero; skips the test where that is not allowed.</summary>
    public static void MakeDevice(string path) =>
        Assert.SkipUnless(mknod(path, Convert.ToUInt32("20666", 8), (1 << 8) | 5) == 0, "device nodes cannot be made here (needs CAP_MKNOD)");

    public static void Move(string from, string to) => Assert.Equal(0, rename(from, to));

    public static void HardLink(string existing, string made) => Assert.Equal(0, link(existing, made));

    /// <summary>Mounts over a directory until disposed; skips the test where that is not allowed.</summary>
    public static IDisposable Mount(string directory, params string[] arguments)
    {
        Directory.CreateDirectory(directory);
        Assert.SkipUnless(Run("mount", [.. arguments, directory]) == 0, "file systems cannot be mounted here (needs CAP_SYS_ADMIN)");
        return new Mounted(directory);
    }

    public static void RemountReadOnly(string directory) => Assert.Equal(0, Run("mount", "-o", "remount,ro", directory));

    /// <summary>Runs synchronous work on a pool thread whose file accesses are an ordinary user's.</summary>
    public static Task AsNobody(Action work)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can act for another user");
        return Task.Run(() =>
        {
            _ = setfsuid(Nobody);
            try
            {
                work();
            }
            finally
            {
                _ = setfsuid(0);
            }
        });
    }

    private static int Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode;
    }

    private sealed class Mounted(string directory) : IDisposable
    {
        public void Dispose() => Run("umount", "-l", directory);
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int mkfifo(string path, uint mode);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int mknod(string path, uint mode, ulong device);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int rename(string from, string to);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int link(string existing, string made);

    [LibraryImport("libc")]
    private static partial int setfsuid(uint user);
}
