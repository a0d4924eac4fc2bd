using Microsoft.Win32.SafeHandles;

namespace Sealane.Shell.Background;

/// <summary>The descriptors of this process that are its terminal: let go of together, and together given to another terminal. The console's own copies of them go along.</summary>
internal sealed class TerminalHold
{
    private readonly List<int> _descriptors = [];

    /// <summary>Sends what would be written to the terminal to a file instead; what would be read is at its end.</summary>
    /// <param name="log">The file; it is made for its owner alone.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Release(string log)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(log)!);
        using SafeFileHandle nothing = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        var options = new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.ReadWrite, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var written = new FileStream(log, options);
        ProcessCalls.Append(written.SafeFileHandle);
        string? terminal = Target(0);
        _descriptors.Clear();
        foreach (string link in Directory.GetFileSystemEntries("/proc/self/fd"))
        {
            if (int.TryParse(Path.GetFileName(link), out int descriptor) && descriptor > 2 && terminal is not null && Target(descriptor) == terminal)
            {
                _descriptors.Add(descriptor);
                ProcessCalls.Replace(written.SafeFileHandle, descriptor);
            }
        }

        ProcessCalls.Replace(nothing, 0);
        ProcessCalls.Replace(written.SafeFileHandle, 1);
        ProcessCalls.Replace(written.SafeFileHandle, 2);
    }

    /// <summary>Takes another terminal.</summary>
    /// <param name="terminal">Its device.</param>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public void Take(string terminal)
    {
        using SafeFileHandle opened = File.OpenHandle(terminal, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        foreach (int descriptor in (int[])[0, 1, 2, .. _descriptors])
        {
            ProcessCalls.Replace(opened, descriptor);
        }

        // The runtime asks for the size anew, and sets the mode it wants again.
        ProcessCalls.Signal(Environment.ProcessId, ProcessCalls.WindowChange);
        ProcessCalls.Signal(Environment.ProcessId, ProcessCalls.Continue);
    }

    /// <summary>The device behind a descriptor; null if there is none.</summary>
    public static string? Target(int descriptor)
    {
        try
        {
            return File.ResolveLinkTarget($"/proc/self/fd/{descriptor}", false)?.FullName;
        }
        catch (IOException)
        {
            // Closed meanwhile.
            return null;
        }
    }
}
