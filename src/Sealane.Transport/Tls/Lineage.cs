using System.Security.Cryptography;

namespace Sealane.Transport.Tls;

/// <summary>
/// What ties data connections to one control connection: 16 random bytes, drawn when the control connection starts TLS and sealed into every
/// session ticket issued on it and on its data connections. A data connection that resumes such a ticket holds keys that only
/// the client of this very control connection can have.
/// </summary>
public sealed class Lineage
{
    internal const int Size = 16;

    private readonly byte[] _secret = RandomNumberGenerator.GetBytes(Size);

    internal ReadOnlySpan<byte> Secret => _secret;

    internal bool Matches(ReadOnlySpan<byte> sealedBytes) => CryptographicOperations.FixedTimeEquals(_secret, sealedBytes);
}

/// <summary>What a data connection's handshake proved about where it belongs.</summary>
public enum LineageProof
{
    /// <summary>It did not resume a session: a full handshake proves nothing.</summary>
    None,

    /// <summary>It resumed a session of this control connection.</summary>
    Own,

    /// <summary>It offered a session of another control connection of this server.</summary>
    Foreign,
}
