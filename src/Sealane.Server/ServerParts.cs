using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Sealane.Server.Accounts;
using Sealane.Server.Accounts.Local;
using Sealane.Server.Options;
using Sealane.Server.Storage;

namespace Sealane.Server;

/// <summary>What a server is made of besides its options. None of it becomes the server's own.</summary>
public sealed record ServerParts
{
    /// <summary>Who may log in.</summary>
    public required IAccountStore Accounts { get; init; }

    /// <summary>Who judges logins of the system's users; null for a server without them.</summary>
    public IPam? Pam { get; init; }

    /// <summary>
    /// Opens the files of an account that has just logged in, under the options of its session; the session disposes them. Called on a thread of the pool, may block.
    /// The rules for names (<see cref="AccessOptions.Names"/>) are the store's to apply: see <see cref="LocalDiskOptions.Names"/>.
    /// </summary>
    public required Func<Account, ServerOptions, IFileStore> OpenFiles { get; init; }

    /// <summary>Where logs go.</summary>
    public required ILoggerFactory Logging { get; init; }

    /// <summary>Binds a socket to a port that the process itself may not bind any more; null where it may, or where nobody can. Throws as <see cref="Socket.Bind"/> does.</summary>
    public Func<Socket, IPEndPoint, ValueTask>? BindLowPort { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
