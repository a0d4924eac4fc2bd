namespace Sealane.Client.Trust;

/// <summary>Why a server is not trusted.</summary>
public enum TrustProblem
{
    /// <summary>No authority that is trusted here has signed the chain.</summary>
    UnknownAuthority,

    /// <summary>The certificate vouches for itself, and nobody here knows it.</summary>
    SelfSigned,

    /// <summary>The certificate is about other hosts than the one asked for.</summary>
    NameMismatch,

    /// <summary>A certificate of the chain has ended.</summary>
    Expired,

    /// <summary>A certificate of the chain has not begun; often a wrong clock.</summary>
    NotYetValid,

    /// <summary>The issuer (by a revocation list) or the user (by a <c>@revoked</c> line) has withdrawn the key.</summary>
    Revoked,

    /// <summary>The server is known, or pinned, with another key. Never asked about: somebody may be in between.</summary>
    ChangedKey,

    /// <summary>A key too short to prove anything.</summary>
    WeakKey,

    /// <summary>The certificate is for something else than a server, or its issuer may not sign it.</summary>
    BadUsage,

    /// <summary>What the server sent is no certificate, or the chain's signatures do not hold.</summary>
    Malformed,

    /// <summary>The user said no.</summary>
    Declined,

    /// <summary>A revocation list that was asked for cannot be relied on: unreadable, outdated, or not signed by the issuer.</summary>
    RevocationUnknown,

    /// <summary>A file that trust depends on cannot be read or must not be believed; nothing is known about the server.</summary>
    CannotJudge,
}
