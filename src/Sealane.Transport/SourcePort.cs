using System.Net;
using System.Net.Sockets;

namespace Sealane.Transport;

/// <summary>The port of ours that active data connections leave from.</summary>
/// <param name="Port">1 to 65535.</param>
/// <param name="Bind">Binds a socket with privileges that this thread does not have; null to bind it here. Throws <see cref="SocketException"/> like <see cref="Socket.Bind"/>.</param>
public sealed record SourcePort(int Port, Func<Socket, IPEndPoint, ValueTask>? Bind);
