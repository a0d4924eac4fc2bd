using System.Runtime.InteropServices;

namespace Sealane.Bench.Load;

/// <summary>Blocking sockets and limits straight from libc: the cheapest load generator is one that adds nothing of its own.</summary>
internal static unsafe partial class LibC
{
    internal const int SolSocket = 1;
    internal const int SoReceiveTimeout = 20;
    internal const int SoSendTimeout = 21;
    internal const int IpProtoTcp = 6;
    internal const int TcpNoDelay = 1;
    internal const int ShutWrite = 1;
    internal const int SigTerm = 15;
    internal const int SigKill = 9;

    private const string Library = "libc";
    private const int AfInet = 2;
    private const int SockStreamCloseOnExec = 1 | 0x80000;
    private const int RlimitNoFile = 7;

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int socket(int domain, int type, int protocol);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int connect(int fd, void* address, int length);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int setsockopt(int fd, int level, int name, void* value, int length);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial nint recv(int fd, void* buffer, nint length, int flags);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial nint send(int fd, void* buffer, nint length, int flags);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int shutdown(int fd, int how);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int close(int fd);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int kill(int pid, int signal);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int chown([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint user, uint group);

    [LibraryImport(Library, SetLastError = true)]
    private static partial int getrlimit(int resource, ulong* limit);

    [LibraryImport(Library, SetLastError = true)]
    private static partial int setrlimit(int resource, ulong* limit);

    /// <summary>Connects to 127.0.0.1 and returns the descriptor, blocking, without Nagle's delay.</summary>
    internal static int ConnectLoopback(int port, int timeoutSeconds)
    {
        int fd = socket(AfInet, SockStreamCloseOnExec, 0);
        if (fd < 0)
        {
            throw new IOException($"socket: errno {Marshal.GetLastPInvokeError()}");
        }

        long* timeout = stackalloc long[2] { timeoutSeconds, 0 };
        int one = 1;
        setsockopt(fd, SolSocket, SoReceiveTimeout, timeout, 16);
        setsockopt(fd, SolSocket, SoSendTimeout, timeout, 16);
        setsockopt(fd, IpProtoTcp, TcpNoDelay, &one, sizeof(int));
        byte* address = stackalloc byte[16] { AfInet, 0, (byte)(port >> 8), (byte)port, 127, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0 };
        if (connect(fd, address, 16) != 0)
        {
            int error = Marshal.GetLastPInvokeError();
            close(fd);
            throw new IOException($"connect to port {port}: errno {error}");
        }

        return fd;
    }

    /// <summary>Raises the soft limit of open files to the hard one, for this process and the servers it starts; returns it.</summary>
    internal static ulong RaiseOpenFiles()
    {
        ulong* limit = stackalloc ulong[2];
        if (getrlimit(RlimitNoFile, limit) != 0)
        {
            return 0;
        }

        limit[0] = limit[1];
        return setrlimit(RlimitNoFile, limit) == 0 ? limit[1] : 0;
    }
}
