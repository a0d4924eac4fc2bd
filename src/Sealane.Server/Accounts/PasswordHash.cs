using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Sealane.Protocol;

namespace Sealane.Server.Accounts;

/// <summary>What came of comparing a password with a stored hash.</summary>
public enum PasswordVerdict
{
    /// <summary>It is the password.</summary>
    Match,

    /// <summary>It is not.</summary>
    Mismatch,

    /// <summary>The stored text is no hash we know, or asks for more work than we are willing to do for one login. Nothing was computed.</summary>
    Malformed,

    /// <summary>A crypt(3) hash, and this system's libcrypt is missing or does not know its method. Nothing was computed.</summary>
    CryptUnavailable,
}

/// <summary>
/// Password hashes as text: ours (<c>$pbkdf2-sha512$i=N$salt$hash</c>, base64 without padding, after the PHC string format), and those of crypt(3)
/// (<c>$6$</c>, <c>$5$</c>, <c>$y$</c>, <c>$2b$</c> …) for accounts that were imported.
/// </summary>
public static class PasswordHash
{
    /// <summary>
    /// Rounds of a new hash. 210,000 is what OWASP's password storage sheet (2023) asks of PBKDF2-HMAC-SHA512: about a tenth of a second of one core,
    /// paid once in five minutes by a client that logs in again and again.
    /// </summary>
    public const int Rounds = 210_000;

    /// <summary>Longest password, in bytes of UTF-8: crypt(3) takes no more than 511, and both kinds of hash should accept the same ones.</summary>
    public const int MaxPasswordBytes = 511;

    // Rounds we believe when a string asks for them: below, the string is not worth the name of a hash; above, one login is a denial of service (some 2 s).
    private const int FewestRounds = 1_000;
    private const int MostRounds = 4_000_000;

    // 16 bytes: unique for any number of accounts (RFC 8018 §4.1 asks for 8, NIST SP 800-132 for 16). 32 bytes of hash: half of what SHA-512 gives, all of what an attacker could ever use.
    private const int SaltBytes = 16;
    private const int HashBytes = 32;
    private const string Prefix = "$pbkdf2-sha512$i=";

    /// <summary>Hashes a password with a new salt. Takes about a tenth of a second: not for a thread that others wait for.</summary>
    /// <exception cref="ArgumentException">Empty, longer than <see cref="MaxPasswordBytes"/>, or with a NUL in it.</exception>
    public static Secret Create(string password) => Create(password, Rounds);

    internal static Secret Create(string password, int rounds)
    {
        if (!IsUsable(password))
        {
            throw new ArgumentException($"A password has 1 to {MaxPasswordBytes} bytes of UTF-8 and no NUL.", nameof(password));
        }

        byte[] salt = RandomNumberGenerator.GetBytes(SaltBytes);
        byte[] hash = Rfc2898DeriveBytes.Pbkdf2(password, salt, rounds, HashAlgorithmName.SHA512, HashBytes);
        return new Secret(string.Create(CultureInfo.InvariantCulture, $"{Prefix}{rounds}${Base64(salt)}${Base64(hash)}"));
    }

    /// <summary>Whether a password can be hashed at all: 1 to <see cref="MaxPasswordBytes"/> bytes, no NUL.</summary>
    public static bool IsUsable(string? password) =>
        !string.IsNullOrEmpty(password) && !password.Contains('\0', StringComparison.Ordinal) && Encoding.UTF8.GetByteCount(password) <= MaxPasswordBytes;

    /// <summary>Whether <paramref name="password"/> is the one behind <paramref name="encoded"/>; false for any hash that cannot be used. Never throws.</summary>
    public static bool Verify(Secret encoded, string password) => Check(encoded, password) == PasswordVerdict.Match;

    /// <summary>As <see cref="Verify"/>, and says why not. Costs what the hash says it costs: not for a thread that others wait for.</summary>
    public static PasswordVerdict Check(Secret encoded, string password)
    {
        string text = encoded.Reveal();
        if (!text.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return CryptHash.Check(text, password);
        }

        if (!TryParse(text, out int rounds, out byte[] salt, out byte[] hash))
        {
            return PasswordVerdict.Malformed;
        }

        byte[] computed = Rfc2898DeriveBytes.Pbkdf2(IsUsable(password) ? password : "", salt, rounds, HashAlgorithmName.SHA512, hash.Length);
        return CryptographicOperations.FixedTimeEquals(computed, hash) && IsUsable(password) ? PasswordVerdict.Match : PasswordVerdict.Mismatch;
    }

    /// <summary>Whether the hash is weaker than those made today, or of another kind.</summary>
    public static bool NeedsRehash(Secret encoded) =>
        !TryParse(encoded.Reveal(), out int rounds, out byte[] salt, out byte[] hash) || rounds < Rounds || salt.Length < SaltBytes || hash.Length < HashBytes;

    private static bool TryParse(string text, out int rounds, out byte[] salt, out byte[] hash)
    {
        rounds = 0;
        salt = hash = [];
        if (!text.StartsWith(Prefix, StringComparison.Ordinal) || text.Length > 300)
        {
            return false;
        }

        string[] parts = text[Prefix.Length..].Split('$');
        return parts.Length == 3
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out rounds) && rounds is >= FewestRounds and <= MostRounds
            && TryBase64(parts[1], out salt) && salt.Length is >= 8 and <= 64
            && TryBase64(parts[2], out hash) && hash.Length is >= 16 and <= 64;
    }

    private static string Base64(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=');

    private static bool TryBase64(string text, out byte[] bytes)
    {
        byte[] buffer = new byte[text.Length];
        bool decoded = Convert.TryFromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='), buffer, out int length);
        bytes = buffer[..length];
        return decoded;
    }
}
