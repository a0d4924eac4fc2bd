using System.Security.Cryptography;

namespace Sealane.Client;

/// <summary>A hash function that servers offer.</summary>
public enum HashFunction
{
    /// <summary>SHA-256.</summary>
    Sha256,

    /// <summary>SHA-512.</summary>
    Sha512,

    /// <summary>SHA-1: finds damage, does not withstand forgery.</summary>
    Sha1,

    /// <summary>MD5: finds damage, does not withstand forgery.</summary>
    Md5,

    /// <summary>CRC-32: finds damage, does not withstand anybody.</summary>
    Crc32,
}

/// <summary>What the server computed over a file.</summary>
/// <param name="Function">With which function.</param>
/// <param name="Digest">The value.</param>
public sealed record RemoteHash(HashFunction Function, ReadOnlyMemory<byte> Digest)
{
    /// <summary>Lower-case hexadecimal, as sha256sum prints it.</summary>
    public string Hex => Convert.ToHexStringLower(Digest.Span);

    /// <summary>Computes the same over local bytes and compares.</summary>
    /// <param name="stream">Read from where it stands to its end.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public async Task<bool> MatchesAsync(Stream stream, CancellationToken cancellation = default)
    {
        byte[] own = Function switch
        {
            HashFunction.Sha256 => await SHA256.HashDataAsync(stream, cancellation).ConfigureAwait(false),
            HashFunction.Sha512 => await SHA512.HashDataAsync(stream, cancellation).ConfigureAwait(false),
#pragma warning disable CA5350, CA5351 // The server chose; it is compared against damage, and the name of the function says how far that goes.
            HashFunction.Sha1 => await SHA1.HashDataAsync(stream, cancellation).ConfigureAwait(false),
            HashFunction.Md5 => await MD5.HashDataAsync(stream, cancellation).ConfigureAwait(false),
#pragma warning restore CA5350, CA5351
            _ => await Crc32.HashAsync(stream, cancellation).ConfigureAwait(false),
        };
        return own.AsSpan().SequenceEqual(Digest.Span);
    }
}
