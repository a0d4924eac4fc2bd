namespace Sealane.Server.Options;

/// <summary>What stands behind a path.</summary>
public enum FileCondition
{
    /// <summary>Nothing.</summary>
    Missing,

    /// <summary>A file that can be opened for reading.</summary>
    Readable,

    /// <summary>A file that cannot.</summary>
    Unreadable,

    /// <summary>A directory.</summary>
    Directory,
}

/// <summary>Tells what stands behind an absolute path; throws nothing.</summary>
public delegate FileCondition FileProbe(string path);

/// <summary>
/// Tells in one sentence what is wrong with a readable certificate file and the readable file of its key (no PEM, a key of another certificate); null when both fit.
/// Throws nothing.
/// </summary>
public delegate string? CertificateProbe(string certificateFile, string keyFile);

/// <summary>
/// Tells what keeps the system's users from logging in here, and what to do about it; null when nothing does. Throws nothing.
/// The argument is the PAM service that the configuration names; null when it names none.
/// </summary>
public delegate (string Message, string Fix)? LocalUserProbe(string? pamService);

/// <summary>A user of the system, as far as a configuration is concerned with him.</summary>
/// <param name="Id">User id; 0 for root.</param>
/// <param name="Home">Home directory.</param>
public readonly record struct HostUser(uint Id, string Home);

/// <summary>Looks a user of the system up; null when there is none of that name. Throws nothing.</summary>
public delegate HostUser? UserProbe(string name);

/// <summary>What a configuration needs to know of the machine it is for. The program supplies it; tests supply their own.</summary>
public sealed record HostFacts
{
    /// <summary>Absolute path of <c>state_dir</c> where the configuration does not set it.</summary>
    public required string StateDirectory { get; init; }

    /// <summary>Looks at files that the configuration names.</summary>
    public required FileProbe Probe { get; init; }

    /// <summary>Looks into the certificate and key that the configuration names.</summary>
    public required CertificateProbe CertificateFault { get; init; }

    /// <summary>Tells what is wrong with a readable file of authorities, in a sentence without its full stop; null when nothing is.</summary>
    public Func<string, string?> AuthorityFault { get; init; } = static _ => null;

    /// <summary>Tells why connections cannot leave from a port of this machine, in a sentence without its full stop; null when they can.</summary>
    public Func<int, string?> PortFault { get; init; } = static _ => null;

    /// <summary>Tells what OpenSSL has against a cipher list, in a sentence without its full stop; null when it can be used.</summary>
    public Func<string, string?> CipherFault { get; init; } = static _ => null;

    /// <summary>Looks for what logins of the system's users need.</summary>
    public LocalUserProbe LocalUserFault { get; init; } = static _ => null;

    /// <summary>Looks up the system users that the configuration names.</summary>
    public UserProbe FindUser { get; init; } = static _ => new HostUser(65534, "/nonexistent");

    /// <summary>Whether the server that the configuration is for may give files to other users.</summary>
    public Func<bool> IsRoot { get; init; } = static () => true;
}
