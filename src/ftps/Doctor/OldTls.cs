using System.Buffers.Binary;
using System.Net.Sockets;
using Sealane.Transport;

namespace Sealane.Shell.Doctor;

/// <summary>
/// Whether a server still speaks TLS 1.0 or 1.1, which RFC 8996 forbids. Our own TLS cannot, so the hello is written by hand: enough of one for the server
/// to answer with its own hello or with an alert.
/// </summary>
internal static class OldTls
{
    private const byte Handshake = 22;
    private const byte ServerHello = 2;

    // What servers of those years preferred: ECDHE and RSA with AES in CBC mode, and triple DES.
    private static readonly ushort[] s_suites = [0xC013, 0xC014, 0xC009, 0xC00A, 0x0033, 0x0039, 0x002F, 0x0035, 0x000A];

    /// <summary>Sends the hello of a version (0x0301 for 1.0, 0x0302 for 1.1) on a connection on which TLS is next.</summary>
    /// <returns>True if the server agrees to it.</returns>
    public static async Task<bool> IsSpokenAsync(Connection connection, ushort version, TimeSpan limit)
    {
        byte[] buffer = new byte[16];
        int have = 0;
        connection.Deadline.Arm(limit);
        try
        {
            await connection.SendAsync(Hello(version));
            while (have < 11)
            {
                int count = await connection.ReceiveAsync(buffer.AsMemory(have));
                if (count == 0)
                {
                    return false;
                }

                have += count;
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Hanging up is a refusal too.
            return false;
        }

        return buffer[0] == Handshake && buffer[5] == ServerHello && BinaryPrimitives.ReadUInt16BigEndian(buffer.AsSpan(9)) == version;
    }

    // RFC 4346 §7.4.1.2, with the extensions of RFC 8422 that elliptic curves need.
    private static byte[] Hello(ushort version)
    {
        byte[] random = new byte[32];
        System.Security.Cryptography.RandomNumberGenerator.Fill(random);
        byte[] extensions = [0, 10, 0, 8, 0, 6, 0, 23, 0, 24, 0, 29, 0, 11, 0, 2, 1, 0];
        byte[] body =
        [
            .. Two(version), .. random, 0,
            .. Two((ushort)(s_suites.Length * 2)), .. s_suites.SelectMany(Two),
            1, 0,
            .. Two((ushort)extensions.Length), .. extensions,
        ];
        byte[] message = [1, 0, .. Two((ushort)body.Length), .. body];
        return [Handshake, .. Two(0x0301), .. Two((ushort)message.Length), .. message];
    }

    private static byte[] Two(ushort number) => [(byte)(number >> 8), (byte)number];
}
