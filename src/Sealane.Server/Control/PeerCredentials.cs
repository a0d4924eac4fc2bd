using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Sealane.Server.Control;

/// <summary>Who is at the other end of a Unix socket, as the kernel noted it when the connection was made (SO_PEERCRED, unix(7)): nothing that the peer says about itself.</summary>
/// <param name="Process">Its process id.</param>
/// <param name="User">Its effective user id.</param>
internal readonly partial record struct PeerCredentials(int Process, int User)
{
    private const int SolSocket = 1;
    private const int SoPeerCred = 17;
    private const int Root = 0;

    /// <summary>Root may ask anything, and so may the user that this process is.</summary>
    internal bool MayControl => User == Root || User == EffectiveUser();

    internal static PeerCredentials Of(Socket socket)
    {
        // struct ucred: pid, uid, gid, four bytes each in the machine's order.
        Span<byte> credentials = stackalloc byte[12];
        int length = socket.GetRawSocketOption(SolSocket, SoPeerCred, credentials);
        return length == credentials.Length
            ? new PeerCredentials(MemoryMarshal.Read<int>(credentials), MemoryMarshal.Read<int>(credentials[4..]))
            : throw new SocketException((int)SocketError.OperationNotSupported);
    }

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial int EffectiveUser();
}
