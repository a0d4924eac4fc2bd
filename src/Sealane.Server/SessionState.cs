using Sealane.Protocol;
using Sealane.Server.Accounts;

namespace Sealane.Server;

/// <summary>Why a session ends. The first reason stands.</summary>
internal enum SessionEnd
{
    None,
    Quit,
    ClientLeft,
    IdleTimeout,
    LoginTimeout,
    TooManyFailures,
    TooManyBadCommands,
    LineTooLong,
    ForeignProtocol,
    TlsFailed,
    TlsRequired,
    AccountsUnavailable,
    HomeUnavailable,
    Shutdown,
    Kicked,
    Failure,
}

/// <summary>Everything that commands of one session leave behind for its later commands. Touched by the session's own task only.</summary>
internal sealed class SessionState
{
    // ---- who ----

    /// <summary>Named by USER, not yet proved by PASS.</summary>
    internal string? UserName { get; set; }

    /// <summary>Logged in; null before.</summary>
    internal Account? Account { get; set; }

    /// <summary>What an anonymous user gave as his password, his e-mail address by custom; null for others, and where none was given.</summary>
    internal string? Email { get; set; }

    /// <summary>What <see cref="UserName"/> was when the present command came; only for logs, which name the client still while they tell of a refusal.</summary>
    internal string? ClaimedName { get; set; }

    internal int FailedLogins { get; set; }

    internal int BadCommandsBeforeLogin { get; set; }

    /// <summary>What the client calls itself (CLNT).</summary>
    internal string? ClientName { get; set; }

    // ---- where ----

    internal FtpPath Directory { get; set; }

    /// <summary>Directories whose message this session has been shown.</summary>
    internal HashSet<FtpPath> MessagesHeard { get; } = [];

    /// <summary>What <c>~name</c> stands for; null where it is an ordinary name.</summary>
    internal UserHomes? Homes { get; set; }

    /// <summary>Named by RNFR; forgotten by everything but RNTO.</summary>
    internal FtpPath? RenameFrom { get; set; }

    // ---- how the next transfer goes ----

    internal RepresentationType Type { get; set; } = RepresentationType.Ascii;

    /// <summary>PROT. Begins in the clear as RFC 4217 §9 says, on an implicit-TLS connection protected.</summary>
    internal ProtectionLevel Protection { get; set; } = ProtectionLevel.Clear;

    /// <summary>REST; 0 for none.</summary>
    internal long Restart { get; set; }

    /// <summary>EPSV ALL was sent: nothing but EPSV arms data connections until the session ends (RFC 2428 §4).</summary>
    internal bool ExtendedPassiveOnly { get; set; }

    /// <summary>Facts that MLSD and MLST give (OPTS MLST).</summary>
    internal Facts Facts { get; set; } = Facts.All;

    /// <summary>What HASH computes (OPTS HASH).</summary>
    internal string HashFunction { get; set; } = Commands.Hash.Functions[0];

    /// <summary>The restart offset, which counts once.</summary>
    internal long TakeRestart()
    {
        long offset = Restart;
        Restart = 0;
        return offset;
    }

    /// <summary>Reads a path against the current directory. <c>~</c> is where the session began.</summary>
    internal bool TryResolve(ReadOnlySpan<byte> argument, out FtpPath path)
    {
        if (argument.StartsWith("~"u8))
        {
            int slash = argument.IndexOf((byte)'/');
            ReadOnlySpan<byte> name = slash < 0 ? argument[1..] : argument[1..slash];
            if ((name.IsEmpty ? Account?.Start : Homes?.Find(name)) is { } home)
            {
                return home.TryResolve([(byte)'.', .. argument[(name.Length + 1)..]], out path);
            }
        }

        return Directory.TryResolve(argument, out path);
    }
}
