using System.Net.Sockets;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Sealane.Server.Storage;

namespace Sealane.Server.Control;

/// <summary>
/// The address of a Unix socket at a path of any length. The kernel takes 107 bytes (unix(7)); a longer path is reached through a handle of its directory,
/// <c>/proc/self/fd/N/NAME</c>. Dispose it after binding or connecting.
/// </summary>
internal readonly struct ControlAddress : IDisposable
{
    private const int LongestPath = 107;

    private readonly SafeFileHandle? _directory;

    /// <exception cref="IOException">The directory of a long path cannot be opened.</exception>
    internal ControlAddress(string path)
    {
        if (Encoding.UTF8.GetByteCount(path) <= LongestPath)
        {
            EndPoint = new UnixDomainSocketEndPoint(path);
            return;
        }

        byte[] directory = LinuxCalls.Terminated(Encoding.UTF8.GetBytes(Path.GetDirectoryName(path)!));
        _directory = LinuxCalls.Open(directory, LinuxCalls.O_PATH | LinuxCalls.O_DIRECTORY, out int errno)
            ?? throw (errno == Errno.ENOENT ? new DirectoryNotFoundException($"there is no directory {Path.GetDirectoryName(path)}") : new IOException($"the directory {Path.GetDirectoryName(path)} cannot be opened (errno {errno})"));
        EndPoint = new UnixDomainSocketEndPoint($"/proc/self/fd/{_directory.DangerousGetHandle()}/{Path.GetFileName(path)}");
    }

    internal UnixDomainSocketEndPoint EndPoint { get; }

    public void Dispose() => _directory?.Dispose();
}
