using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Sealane.Server.Accounts;

/// <summary>Hashes of crypt(3), verified by the system's libcrypt (libxcrypt's <c>crypt_rn</c>, which keeps no state between calls and reports failure as null).</summary>
internal static unsafe class CryptHash
{
    // sizeof(struct crypt_data), part of libxcrypt's binary interface.
    private const int DataSize = 32768;

    // What one login may cost at most, for each method about a second or two on one core and 256 MiB.
    private const int MostShaRounds = 1_000_000;
    private const int MostBcryptCost = 14;
    private const int MostMemoryLog2 = 28;

    // The alphabet of crypt(3); a character's place in it is its value.
    private const string Itoa64 = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private static readonly delegate* unmanaged[Cdecl]<byte*, byte*, void*, int, byte*> CryptRn = Find();

    /// <summary>Whether this system has a libcrypt that we can use.</summary>
    public static bool IsAvailable => CryptRn != null;

    public static PasswordVerdict Check(string encoded, string password)
    {
        if (!IsAcceptable(encoded))
        {
            return PasswordVerdict.Malformed;
        }

        if (!IsAvailable)
        {
            return PasswordVerdict.CryptUnavailable;
        }

        // A C string ends at its first NUL: a password with one inside must not match by its beginning.
        byte[] phrase = Encoding.UTF8.GetBytes(PasswordHash.IsUsable(password) ? password + '\0' : "\0");
        byte[] setting = Encoding.ASCII.GetBytes(encoded + '\0');
        void* data = NativeMemory.AllocZeroed(DataSize);
        try
        {
            fixed (byte* p = phrase, s = setting)
            {
                byte* result = CryptRn(p, s, data, DataSize);
                if (result == null)
                {
                    return PasswordVerdict.CryptUnavailable;
                }

                ReadOnlySpan<byte> computed = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(result);
                return CryptographicOperations.FixedTimeEquals(computed, setting.AsSpan(0, setting.Length - 1)) && PasswordHash.IsUsable(password)
                    ? PasswordVerdict.Match
                    : PasswordVerdict.Mismatch;
            }
        }
        finally
        {
            CryptographicOperations.ZeroMemory(phrase);
            NativeMemory.Clear(data, DataSize);
            NativeMemory.Free(data);
        }
    }

    /// <summary>A method that is more than DES, a cost within bounds, a hash behind the salt, and only the characters a shadow file can hold.</summary>
    internal static bool IsAcceptable(string encoded)
    {
        if (encoded.Length is < 20 or > 383 || encoded[0] != '$' || encoded.AsSpan().ContainsAnyExceptInRange('!', '~') || encoded.AsSpan().ContainsAny(":;*\\"))
        {
            return false;
        }

        string[] parts = encoded.Split('$');
        return parts[1] switch
        {
            "1" => parts.Length == 4,
            "5" or "6" => parts.Length == 4 || (parts.Length == 5 && HasNumber(parts[2], "rounds=", MostShaRounds)),
            "2a" or "2b" or "2y" => parts.Length == 4 && HasNumber(parts[2], "", MostBcryptCost),
            "y" or "gy" => parts.Length == 5 && HasYescryptCost(parts[2]),
            "7" => parts.Length == 4 && HasScryptCost(parts[2]),
            _ => false,
        };
    }

    private static bool HasNumber(string text, string prefix, int most) =>
        text.StartsWith(prefix, StringComparison.Ordinal)
        && int.TryParse(text.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number <= most;

    // "j", log2 N - 1, r - 1: what every passwd(1) writes. Memory is 128 × N × r bytes; further parameters are nobody's default and refused.
    private static bool HasYescryptCost(string text) =>
        text.Length == 3 && text[0] == 'j' && Itoa64.IndexOf(text[1], StringComparison.Ordinal) is >= 0 and < 30 and int n
        && Itoa64.IndexOf(text[2], StringComparison.Ordinal) is >= 0 and < 48 and int r
        && 7 + n + 1 + BitOperations.Log2((uint)r + 1) <= MostMemoryLog2;

    // log2 N, then r and p as five characters each, least significant first.
    private static bool HasScryptCost(string text) =>
        text.Length > 11 && Itoa64.IndexOf(text[0], StringComparison.Ordinal) is >= 0 and int n
        && Number(text.AsSpan(1, 5)) is > 0 and <= 64 and int r && Number(text.AsSpan(6, 5)) is > 0 and <= 2
        && 7 + n + BitOperations.Log2((uint)r) <= MostMemoryLog2;

    private static int Number(ReadOnlySpan<char> digits)
    {
        int number = 0;
        for (int i = digits.Length - 1; i >= 0; i--)
        {
            int digit = Itoa64.IndexOf(digits[i], StringComparison.Ordinal);
            if (digit < 0)
            {
                return -1;
            }

            number = (number << 6) | digit;
        }

        return number;
    }

    private static delegate* unmanaged[Cdecl]<byte*, byte*, void*, int, byte*> Find()
    {
        // .so.1 where the old crypt() ABI is kept (Debian, Ubuntu), .so.2 where it is not (Fedora, Arch, SUSE).
        foreach (string name in (ReadOnlySpan<string>)["libcrypt.so.1", "libcrypt.so.2"])
        {
            if (NativeLibrary.TryLoad(name, out nint library) && NativeLibrary.TryGetExport(library, "crypt_rn", out nint function))
            {
                return (delegate* unmanaged[Cdecl]<byte*, byte*, void*, int, byte*>)function;
            }
        }

        return null;
    }
}
