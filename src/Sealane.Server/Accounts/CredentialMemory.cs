using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Sealane.Protocol;

namespace Sealane.Server.Accounts;

/// <summary>
/// Remembers which credentials were verified a short while ago, so that a client that logs in for every file pays for one hash. It holds no password: an entry is
/// an HMAC under a key that only this process knows, over the name, the stored hash and the password. A changed password is a different entry, by construction.
/// </summary>
internal sealed class CredentialMemory(TimeProvider clock, TimeSpan lifetime, int capacity)
{
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly Lock _gate = new();
    private readonly HashSet<(UInt128, UInt128)> _known = [];

    // All entries live equally long, so the oldest is also the first to expire.
    private readonly Queue<((UInt128, UInt128) Digest, long Noted)> _byAge = new();

    public bool Knows(string name, Secret hash, string password)
    {
        (UInt128, UInt128) digest = Digest(name, hash, password);
        lock (_gate)
        {
            DropOldest(leave: capacity);
            return _known.Contains(digest);
        }
    }

    /// <summary>Call it only with what a hash computation has just confirmed: the lifetime runs from here, and use does not prolong it.</summary>
    public void Remember(string name, Secret hash, string password)
    {
        (UInt128, UInt128) digest = Digest(name, hash, password);
        lock (_gate)
        {
            DropOldest(leave: capacity - 1);
            if (_known.Add(digest))
            {
                _byAge.Enqueue((digest, clock.GetTimestamp()));
            }
        }
    }

    private void DropOldest(int leave)
    {
        while (_byAge.TryPeek(out ((UInt128, UInt128) Digest, long Noted) oldest) && (_byAge.Count > leave || clock.GetElapsedTime(oldest.Noted) >= lifetime))
        {
            _known.Remove(_byAge.Dequeue().Digest);
        }
    }

    private (UInt128, UInt128) Digest(string name, Secret hash, string password)
    {
        using IncrementalHash mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        Append(mac, name);
        Append(mac, hash.Reveal());
        Append(mac, password);
        Span<byte> digest = stackalloc byte[32];
        mac.GetHashAndReset(digest);
        return (BinaryPrimitives.ReadUInt128LittleEndian(digest), BinaryPrimitives.ReadUInt128LittleEndian(digest[16..]));
    }

    // The length in front keeps ("ab", "c") and ("a", "bc") apart.
    private static void Append(IncrementalHash mac, string text)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, text.Length);
        mac.AppendData(length);
        mac.AppendData(MemoryMarshal.AsBytes(text.AsSpan()));
    }
}
