using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Sealane.Protocol;

namespace Sealane.Client.Control;

/// <summary>A challenge for a one-time password (RFC 2289; S/Key, RFC 1760) in the words of a 331 reply, and its answer.</summary>
/// <param name="Function">The function, as <c>otp-</c> has it behind the hyphen.</param>
/// <param name="Count">How often it is applied to its own result.</param>
/// <param name="Seed">Lower-case.</param>
internal sealed record OneTimeChallenge(string Function, int Count, string Seed)
{
    // RFC 2289 §5: one to sixteen letters and digits. Four digits are the most that any server counts down from.
    private const int MaxSeed = 16;
    private const int MaxCount = 9999;
    private const int FoldedBytes = 8;

    /// <summary>The challenge in a line, wherever it stands; null when there is none.</summary>
    internal static OneTimeChallenge? Find(ReadOnlySpan<byte> line)
    {
        string[] words = Encoding.UTF8.GetString(line).Split([' ', '[', ']', '(', ')', ',', '\t'], StringSplitOptions.RemoveEmptyEntries);
        for (int i = 0; i + 2 < words.Length; i++)
        {
            // RFC 1760 knew MD4 only, and its servers do not say so; those that came after it do.
            string? function = words[i].ToLowerInvariant() switch
            {
                "otp-md4" or "s/key" => "md4",
                "otp-md5" or "opiekey" => "md5",
                "otp-sha1" => "sha1",
                "md5" when i > 0 && words[i - 1].Equals("s/key", StringComparison.OrdinalIgnoreCase) => "md5",
                _ => null,
            };
            string seed = words[i + 2].TrimEnd(':', '.').ToLowerInvariant();
            if (function is not null && int.TryParse(words[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out int count)
                && count is > 0 and <= MaxCount && seed.Length is > 0 and <= MaxSeed && seed.All(char.IsAsciiLetterOrDigit))
            {
                return new OneTimeChallenge(function, count, seed);
            }
        }

        return null;
    }

    /// <summary>The answer in hexadecimal, which every server takes beside the six words (RFC 2289 §6).</summary>
    internal string Answer(Secret password)
    {
        byte[] value = Fold(Encoding.UTF8.GetBytes(Seed + password.Reveal()));
        for (int i = 0; i < Count; i++)
        {
            value = Fold(value);
        }

        return Convert.ToHexString(value);
    }

    // RFC 2289 appendix A: eight bytes, halves put over each other.
    private byte[] Fold(byte[] text)
    {
        byte[] folded = new byte[FoldedBytes];
        if (Function == "sha1")
        {
            byte[] sha = Sha1(text);
            uint Word(int index) => BinaryPrimitives.ReadUInt32BigEndian(sha.AsSpan(index * 4));
            BinaryPrimitives.WriteUInt32LittleEndian(folded, Word(0) ^ Word(2) ^ Word(4));
            BinaryPrimitives.WriteUInt32LittleEndian(folded.AsSpan(4), Word(1) ^ Word(3));
            return folded;
        }

        byte[] hash = Function == "md5" ? Md5(text) : Md4.Hash(text);
        for (int i = 0; i < FoldedBytes; i++)
        {
            folded[i] = (byte)(hash[i] ^ hash[i + FoldedBytes]);
        }

        return folded;
    }

#pragma warning disable CA5350, CA5351 // The server chose the function, long ago, with each user's first password.
    private static byte[] Sha1(byte[] text) => SHA1.HashData(text);

    private static byte[] Md5(byte[] text) => MD5.HashData(text);
#pragma warning restore CA5350, CA5351
}
