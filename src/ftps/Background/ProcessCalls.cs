using System.Runtime.InteropServices;

namespace Sealane.Shell.Background;

/// <summary>What Linux has for processes and terminals, and .NET has not.</summary>
internal static partial class ProcessCalls
{
    public const int Hangup = 1;
    public const int Interrupt = 2;
    public const int Quit = 3;
    public const int Terminate = 15;
    public const int Continue = 18;
    public const int Stop = 19;
    public const int Suspend = 20;
    public const int BackgroundOutput = 22;
    public const int WindowChange = 28;

    private const int CloseOnExec = 0x80000; // O_CLOEXEC
    private const int CloseOnExecFlag = 1; // FD_CLOEXEC
    private const int GetDescriptorFlags = 1; // F_GETFD
    private const int SetDescriptorFlags = 2; // F_SETFD
    private const int Interrupted = 4; // EINTR
    private const int GetStatusFlags = 3; // F_GETFL
    private const int SetStatusFlags = 4; // F_SETFL
    private const int AccessMode = 3; // O_ACCMODE
    private const int WriteOnly = 1; // O_WRONLY
    private const int AppendFlag = 0x400; // O_APPEND
    private const int TerminalAttributes = 256;
    private const int AtOnce = 0; // TCSANOW

    /// <summary>Sends a signal. A process that is gone already is no fault.</summary>
    public static void Signal(int process, int signal) => _ = kill(process, signal);

    /// <summary>
    /// Starts a program with this one's descriptors. Not by <see cref="System.Diagnostics.Process"/>: with that the runtime takes charge of the terminal, and sets it at a time when it
    /// belongs to the user's shell.
    /// </summary>
    /// <returns>The process; null if it cannot be started.</returns>
    public static int? Start(string program, IEnumerable<string> arguments, IEnumerable<string> environment) =>
        posix_spawn(out int process, program, 0, 0, [program, .. arguments, null], [.. environment, null]) == 0 ? process : null;

    /// <summary>Lets this process be untouched by signals; programs that it starts later are, too.</summary>
    public static void Ignore(params ReadOnlySpan<int> signals)
    {
        foreach (int number in signals)
        {
            _ = signal(number, 1);
        }
    }

    /// <summary>A pipe whose ends this process keeps to itself.</summary>
    /// <returns>Null if there can be none.</returns>
    public static (int Reading, int Writing)? Pipe()
    {
        int[] ends = new int[2];
        return pipe2(ends, CloseOnExec) == 0 ? (ends[0], ends[1]) : null;
    }

    /// <summary>Whether programs that are started get a descriptor.</summary>
    public static void Inherit(int descriptor, bool isInherited) => _ = fcntl(descriptor, SetDescriptorFlags, isInherited ? 0 : CloseOnExecFlag);

    /// <summary>Whether this process got a descriptor from whoever started it: what it has opened itself is not for programs that it starts.</summary>
    public static bool IsInherited(int descriptor) => fcntl(descriptor, GetDescriptorFlags, 0) is >= 0 and { } flags && (flags & CloseOnExecFlag) == 0;

    /// <summary>Makes a descriptor one of <c>/dev/null</c>, for programs that are started too.</summary>
    /// <param name="descriptor">Which.</param>
    /// <param name="isWritten">Whether it can be written and not read, instead of the reverse.</param>
    public static void Void(int descriptor, bool isWritten)
    {
        int opened = open("/dev/null", isWritten ? WriteOnly : 0);
        if (opened >= 0 && opened != descriptor)
        {
            _ = dup2(opened, descriptor);
            _ = close(opened);
        }
    }

    /// <summary>Whether a descriptor is open for reading.</summary>
    public static bool IsReadable(int descriptor) => fcntl(descriptor, GetStatusFlags, 0) is >= 0 and { } flags && (flags & AccessMode) != WriteOnly;

    /// <summary>Puts another program in this one's place. Comes back only if that fails.</summary>
    public static void Execute(string program, string?[] arguments) => _ = execv(program, arguments);

    public static void Close(int descriptor) => _ = close(descriptor);

    /// <summary>Waits for a byte, on this thread.</summary>
    /// <returns>False at the end: nobody can write any more.</returns>
    public static bool ReadByte(int descriptor)
    {
        while (true)
        {
            nint count = read(descriptor, out _, 1);
            if (count >= 0 || Marshal.GetLastPInvokeError() != Interrupted)
            {
                return count > 0;
            }
        }
    }

    public static void WriteByte(int descriptor) => _ = write(descriptor, 1, 1);

    /// <summary>Waits for a process's end, on this thread.</summary>
    /// <returns>Its exit code; 128 and the signal's number if a signal ended it.</returns>
    public static int ExitCodeOf(int process)
    {
        int status;
        while (waitpid(process, out status, 0) < 0)
        {
            if (Marshal.GetLastPInvokeError() != Interrupted)
            {
                return 1;
            }
        }

        return (status & 0x7F) == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F);
    }

    /// <summary>The process that started this one and is still there.</summary>
    public static int Parent() => getppid();

    /// <summary>Leaves the terminal's session: its end, and its Ctrl-C, no longer reach this process.</summary>
    public static void LeaveSession() => _ = setsid();

    /// <summary>Whether the terminal of the standard input is this process's to read from now.</summary>
    public static bool IsForeground() => tcgetpgrp(0) == getpgrp();

    /// <summary>Makes a descriptor another name of an open file.</summary>
    public static void Replace(SafeHandle by, int descriptor)
    {
        if (descriptor <= 2)
        {
            _ = dup2((int)by.DangerousGetHandle(), descriptor);
        }
        else
        {
            _ = dup3((int)by.DangerousGetHandle(), descriptor, CloseOnExec);
        }
    }

    /// <summary>Lets a file's writes go to its end, whoever else writes there.</summary>
    public static void Append(SafeHandle file) => _ = fcntl((int)file.DangerousGetHandle(), SetStatusFlags, AppendFlag);

    /// <summary>How the terminal treats what is typed; null if the standard input is none.</summary>
    public static byte[]? TerminalMode()
    {
        byte[] mode = new byte[TerminalAttributes];
        return tcgetattr(0, mode) == 0 ? mode : null;
    }

    /// <summary>Brings back what <see cref="TerminalMode"/> told.</summary>
    public static void SetTerminalMode(byte[]? mode)
    {
        if (mode is not null)
        {
            _ = tcsetattr(0, AtOnce, mode);
        }
    }

    [LibraryImport("libc")]
    private static partial int kill(int process, int signal);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int posix_spawn(out int process, string program, nint actions, nint attributes, string?[] arguments, string?[] environment);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int execv(string program, string?[] arguments);

    [LibraryImport("libc")]
    private static partial nint signal(int number, nint handler);

    [LibraryImport("libc")]
    private static partial int pipe2([Out] int[] ends, int flags);

    [LibraryImport("libc")]
    private static partial int close(int descriptor);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint read(int descriptor, out byte into, nint count);

    [LibraryImport("libc")]
    private static partial nint write(int descriptor, in byte from, nint count);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int waitpid(int process, out int status, int options);

    [LibraryImport("libc")]
    private static partial int getppid();

    [LibraryImport("libc")]
    private static partial int getpgrp();

    [LibraryImport("libc")]
    private static partial int setsid();

    [LibraryImport("libc")]
    private static partial int tcgetpgrp(int descriptor);

    [LibraryImport("libc")]
    private static partial int dup2(int old, int descriptor);

    [LibraryImport("libc")]
    private static partial int dup3(int old, int descriptor, int flags);

    [LibraryImport("libc")]
    private static partial int fcntl(int descriptor, int command, int flags);

    [LibraryImport("libc")]
    private static partial int tcgetattr(int descriptor, byte[] mode);

    [LibraryImport("libc")]
    private static partial int tcsetattr(int descriptor, int when, byte[] mode);
}
