using Sealane.Server.Accounts;
using Sealane.Server.Options;

namespace Sealane.Server.Commands;

/// <summary>What a verb needs before it runs, and what it leaves alone. <see cref="Gatekeeper"/> checks the argument last: without a login or a data port nothing else matters.</summary>
[Flags]
internal enum Gate
{
    /// <summary>May be sent at any time.</summary>
    None = 0,

    /// <summary>Somebody must be logged in.</summary>
    Login = 1,

    /// <summary>An argument must follow.</summary>
    Argument = 2,

    /// <summary>Changes files: refused while <c>write_enable=NO</c>.</summary>
    Writes = 4,

    /// <summary>Uses a data connection: PASV, EPSV, PORT or EPRT must have armed one, with the protection that is required.</summary>
    Data = 8,

    /// <summary>Is answered while a transfer runs; every other verb waits for its end.</summary>
    DuringTransfer = 16,

    /// <summary>Leaves the offset of REST in force; every other verb forgets it (RFC 3659 §5.3 wants the transfer next, clients put these between).</summary>
    KeepsRestart = 32,
}

/// <summary>A verb's declaration.</summary>
/// <param name="Name">As sent, upper case.</param>
/// <param name="Usage">Its argument in words, for HELP; empty for none.</param>
internal sealed record VerbSpec(string Name, string Usage)
{
    /// <summary>Other names of it (the X verbs of RFC 775).</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>What must hold.</summary>
    public Gate Gates { get; init; } = Gate.Login;

    /// <summary>What the account must be allowed: one of these is enough.</summary>
    public Permissions Permission { get; init; } = Permissions.None;

    /// <summary>Its lines in FEAT under given options (RFC 2389 §3.2); none when absent.</summary>
    public Func<ServerOptions, IEnumerable<string>>? Features { get; init; }

    /// <summary>Whether the options switch it off altogether, and with which reply; null when they do not.</summary>
    public Func<ServerOptions, Protocol.Reply?>? Refused { get; init; }
}
