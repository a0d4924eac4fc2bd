using System.Security.Cryptography;

namespace Sealane.Server.Accounts;

/// <summary>Passwords that nobody has to think up.</summary>
public static class GeneratedPassword
{
    // No i, l, o, 0, 1 and no upper case: it can be read out over a telephone and needs no quoting in any shell, URL or configuration file.
    internal const string Alphabet = "abcdefghjkmnpqrstuvwxyz23456789";

    // 26 characters of 31: 26 × log2 31 = 128.8 bits.
    internal const int Length = 26;

    /// <summary>A new random password of 128 bits.</summary>
    public static string Next() => RandomNumberGenerator.GetString(Alphabet, Length);
}
