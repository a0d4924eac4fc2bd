using System.Runtime.InteropServices;

namespace Sealane.ClientBench.Measure;

/// <summary>Starting a process and waiting for it straight from libc: the exact time from start to end, and what it used, from the kernel.</summary>
internal static unsafe partial class Spawn
{
    private const string Library = "libc";
    private const int WriteCreateTruncate = 1 | 64 | 512;

    // glibc's posix_spawn_file_actions_t has 80 bytes on 64 bit machines; a struct rusage 144.
    private const int ActionsSize = 256;
    private const int UsageSize = 256;

    [LibraryImport(Library, SetLastError = true)]
    private static partial int posix_spawn_file_actions_init(void* actions);

    [LibraryImport(Library, SetLastError = true)]
    private static partial int posix_spawn_file_actions_destroy(void* actions);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int posix_spawn_file_actions_addopen(void* actions, int fd, string path, int flags, uint mode);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int posix_spawn_file_actions_addchdir_np(void* actions, string path);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int posix_spawnp(int* pid, string file, void* actions, void* attributes, byte** arguments, byte** environment);

    [LibraryImport(Library, SetLastError = true)]
    private static partial int wait4(int pid, int* status, int options, long* usage);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int kill(int pid, int signal);

    /// <summary>Starts a program with both outputs in files and no input.</summary>
    internal static int Start(string[] command, IReadOnlyDictionary<string, string> environment, string directory, string output, string error)
    {
        byte* actions = stackalloc byte[ActionsSize];
        int pid;
        byte** arguments = Strings(command);
        byte** variables = Strings([.. environment.Select(pair => $"{pair.Key}={pair.Value}")]);
        try
        {
            Check(posix_spawn_file_actions_init(actions), "posix_spawn");
            Check(posix_spawn_file_actions_addchdir_np(actions, directory), directory);
            Check(posix_spawn_file_actions_addopen(actions, 0, "/dev/null", 0, 0), "/dev/null");
            Check(posix_spawn_file_actions_addopen(actions, 1, output, WriteCreateTruncate, 0b110_100_100), output);
            Check(posix_spawn_file_actions_addopen(actions, 2, error, WriteCreateTruncate, 0b110_100_100), error);
            Check(posix_spawnp(&pid, command[0], actions, null, arguments, variables), command[0]);
            posix_spawn_file_actions_destroy(actions);
            return pid;
        }
        finally
        {
            Free(arguments);
            Free(variables);
        }
    }

    /// <summary>Waits for the end: the status as wait(2) gives it, and user and system time, children that it waited for included.</summary>
    internal static (int Status, double CpuSeconds) Wait(int pid)
    {
        long* usage = stackalloc long[UsageSize / 8];
        int status;
        if (wait4(pid, &status, 0, usage) != pid)
        {
            throw new IOException($"wait4: errno {Marshal.GetLastPInvokeError()}");
        }

        return (status, usage[0] + (usage[1] / 1e6) + usage[2] + (usage[3] / 1e6));
    }

    private static void Check(int error, string what)
    {
        if (error != 0)
        {
            throw new IOException($"{what}: errno {error}");
        }
    }

    private static byte** Strings(string[] texts)
    {
        byte** array = (byte**)NativeMemory.AllocZeroed((nuint)((texts.Length + 1) * sizeof(byte*)));
        for (int i = 0; i < texts.Length; i++)
        {
            array[i] = (byte*)Marshal.StringToCoTaskMemUTF8(texts[i]);
        }

        return array;
    }

    private static void Free(byte** array)
    {
        for (int i = 0; array[i] is not null; i++)
        {
            Marshal.FreeCoTaskMem((nint)array[i]);
        }

        NativeMemory.Free(array);
    }
}
