using System.Buffers.Binary;

namespace Sealane.ClientInterop.Tests.Relays;

/// <summary>
/// What can be seen of a TLS handshake from outside, one direction of it: RFC 8446 §4 and §5.1, RFC 5246 §6.2 and §7.4. A control connection begins in the
/// clear; TLS begins with the first line that starts with a handshake record.
/// </summary>
internal sealed class TlsGlimpse(bool fromTheStart)
{
    // A certificate chain fits twice; what comes later is encrypted anyway.
    private const int Most = 32 * 1024;
    private const byte HandshakeRecord = 22;
    private const byte ChangeCipherSpec = 20;

    // SHA-256 of "HelloRetryRequest": the random of a ServerHello that is none (RFC 8446 §4.1.3).
    private static readonly byte[] s_retry = Convert.FromHexString("CF21AD74E59A6111BE1D8C021E65B891C2A211167ABB8C5E079E09E2C8A8339C");

    private readonly Lock _gate = new();
    private readonly List<byte> _seen = [];
    private bool _started = fromTheStart;
    private bool _atLineStart = true;

    public int ClientHellos => Messages().Count(message => message.Type == 1);

    /// <summary>Each costs a round trip: the server wanted a key share that the client had not sent.</summary>
    public int HelloRetryRequests => Messages().Count(message => message.Type == 2 && IsRetry(message.Body));

    /// <summary><c>TLSv1.2</c>, <c>TLSv1.3</c>, or null before the server's answer.</summary>
    public string? Version => ServerHello() is not { } hello ? null : Extensions(hello).ContainsKey(43) ? "TLSv1.3" : "TLSv1.2";

    /// <summary>The server agreed to the session that the client offered: a pre-shared key in TLS 1.3; no certificate before ChangeCipherSpec in TLS 1.2.</summary>
    public bool Resumed => ServerHello() is { } hello
        && (Extensions(hello).ContainsKey(43) ? Extensions(hello).ContainsKey(41) : Records().Any(record => record.Type == ChangeCipherSpec) && Messages().All(message => message.Type != 11));

    internal void Feed(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            while (!_started && bytes.Length > 0)
            {
                if (_atLineStart && bytes[0] == HandshakeRecord)
                {
                    _started = true;
                    break;
                }

                _atLineStart = bytes[0] == '\n';
                bytes = bytes[1..];
            }

            _seen.AddRange(bytes[..Math.Min(bytes.Length, Most - _seen.Count)]);
        }
    }

    private byte[]? ServerHello() => Messages().FirstOrDefault(message => message.Type == 2 && !IsRetry(message.Body)).Body;

    private static bool IsRetry(byte[] hello) => hello.AsSpan(2, 32).SequenceEqual(s_retry);

    private static Dictionary<int, byte[]> Extensions(byte[] hello)
    {
        // version, random, session id, suite, compression
        int at = 34;
        at += 1 + hello[at] + 3;
        Dictionary<int, byte[]> extensions = [];
        for (at += 2; at + 4 <= hello.Length;)
        {
            int length = BinaryPrimitives.ReadUInt16BigEndian(hello.AsSpan(at + 2));
            extensions[BinaryPrimitives.ReadUInt16BigEndian(hello.AsSpan(at))] = hello[(at + 4)..(at + 4 + length)];
            at += 4 + length;
        }

        return extensions;
    }

    private List<(byte Type, byte[] Body)> Records()
    {
        byte[] all;
        lock (_gate)
        {
            all = [.. _seen];
        }

        List<(byte, byte[])> records = [];
        for (int at = 0; at + 5 <= all.Length;)
        {
            int length = BinaryPrimitives.ReadUInt16BigEndian(all.AsSpan(at + 3));
            if (at + 5 + length > all.Length)
            {
                break;
            }

            records.Add((all[at], all[(at + 5)..(at + 5 + length)]));
            at += 5 + length;
        }

        return records;
    }

    // Messages in the clear. Several may share a record, and one may span records; an encrypted record's first bytes do not add up, and end the reading.
    private List<(byte Type, byte[] Body)> Messages()
    {
        List<(byte, byte[])> messages = [];
        byte[] rest = [];
        foreach ((byte type, byte[] body) in Records())
        {
            if (type != HandshakeRecord)
            {
                continue;
            }

            rest = [.. rest, .. body];
            while (rest.Length >= 4)
            {
                int length = (rest[1] << 16) | (rest[2] << 8) | rest[3];
                if (rest.Length < 4 + length)
                {
                    break;
                }

                messages.Add((rest[0], rest[4..(4 + length)]));
                rest = rest[(4 + length)..];
            }
        }

        return messages;
    }
}
