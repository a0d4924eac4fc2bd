namespace Sealane.Transport;

/// <summary>
/// The unit in which bulk moves: 15 whole TLS records. With its record headers and tags a block stays below 256 KiB,
/// which is a size class of the array pool; larger blocks measured no faster and leave the second-level cache.
/// </summary>
public static class Block
{
    /// <summary>Plaintext bytes of a block.</summary>
    public const int Size = 15 * RecordSize;

    internal const int WireSize = 256 * 1024;

    // RFC 8446 §5.1: at most 2^14 bytes of plaintext in a record.
    private const int RecordSize = 16384;

    // 5 bytes of header; 8 bytes of explicit nonce and 16 of tag in TLS 1.2 with GCM, 17 in TLS 1.3; older CBC suites may need up to 5 + 16 + 48 + 16.
    private const int RecordOverhead = 96;

    /// <summary>Most bytes that <paramref name="plaintext"/> bytes can become on the wire.</summary>
    internal static int WireLength(int plaintext) => plaintext + (((plaintext / RecordSize) + 1) * RecordOverhead);
}
