using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Sealane.Server;
using Sealane.Server.Options;

namespace Sealane.Daemon.Systemd;

/// <summary>Listening sockets that the service manager opened for this process (socket activation, sd_listen_fds(3)). They take the place of those in the configuration.</summary>
internal static partial class PassedSockets
{
    private const int First = 3;
    private const int CloseOnExec = 1;
    private const int SetDescriptorFlags = 2; // F_SETFD

    /// <summary>Takes them over; empty when none were passed.</summary>
    /// <param name="options">Says on which port TLS starts with the first byte.</param>
    /// <exception cref="ListenException">One is no listening TCP socket.</exception>
    public static IReadOnlyList<PassedSocket> Take(ServerOptions options)
    {
        string? process = Environment.GetEnvironmentVariable("LISTEN_PID");
        string? count = Environment.GetEnvironmentVariable("LISTEN_FDS");
        string[] names = (Environment.GetEnvironmentVariable("LISTEN_FDNAMES") ?? "").Split(':');
        foreach (string variable in (string[])["LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"])
        {
            Environment.SetEnvironmentVariable(variable, null);
        }

        if (process != Environment.ProcessId.ToString(CultureInfo.InvariantCulture) || !int.TryParse(count, CultureInfo.InvariantCulture, out int sockets))
        {
            return [];
        }

        return [.. Enumerable.Range(0, sockets).Select(index => Take(First + index, names.ElementAtOrDefault(index) ?? "", options))];
    }

    private static PassedSocket Take(int descriptor, string name, ServerOptions options)
    {
        _ = fcntl(descriptor, SetDescriptorFlags, CloseOnExec);
        try
        {
            var socket = new Socket(new SafeSocketHandle(descriptor, ownsHandle: true));
            if (socket is { SocketType: SocketType.Stream, LocalEndPoint: IPEndPoint local }
                && (int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.AcceptConnection)! != 0)
            {
                // By its name in the .socket unit (FileDescriptorName=implicit), or because the configuration knows the port.
                bool implicitTls = name.Contains("implicit", StringComparison.Ordinal)
                    || options.Listen.Endpoints.Any(endPoint => endPoint.ImplicitTls && endPoint.EndPoint.Port == local.Port);
                return new PassedSocket(socket, implicitTls);
            }

            socket.Dispose();
        }
        catch (SocketException e)
        {
            throw Refused(descriptor, e);
        }

        throw Refused(descriptor, null);
    }

    private static ListenException Refused(int descriptor, Exception? inner) => new(
        $"descriptor {descriptor}, which the service manager passed, is no listening TCP socket: the .socket unit needs ListenStream= with a port, and Accept=no.", inner ?? new SocketException((int)SocketError.NotSocket));

    [LibraryImport("libc")]
    private static partial int fcntl(int descriptor, int command, int argument);
}
