using System.Security.Cryptography;
using System.Text;
using Sealane.Protocol;

namespace Sealane.Server.Storage;

/// <summary>
/// Names of partial uploads: <c>.sealane-part-</c>, 16 hex digits for the account, a dash, 32 hex digits for the target's name. So the name
/// fits wherever a file name does, is found again by the same account, and tells whose it is without being opened.
/// </summary>
internal sealed class PartialName
{
    // Uploads that insist on a new name (STOU) share one account, so that two of them cannot hold the same name.
    private const string Nobody = "0000000000000000";
    private const int Length = 14 + 16 + 1 + 32;

    private readonly byte[] _account;
    private readonly string _owner;

    public PartialName(string account)
    {
        _account = Encoding.UTF8.GetBytes(account);
        _owner = Convert.ToHexStringLower(SHA256.HashData(_account).AsSpan(0, 8));
    }

    /// <summary>How every partial's name begins. Names that begin so, in any case, cannot be used by clients.</summary>
    public static ReadOnlySpan<byte> Prefix => ".sealane-part-"u8;

    /// <summary>True for a name that is hidden from clients. Case does not matter, as it does not to some file systems.</summary>
    public static bool IsReserved(ReadOnlySpan<byte> name) =>
        name.Length >= Prefix.Length && Ascii.EqualsIgnoreCase(name[..Prefix.Length], Prefix);

    /// <summary>True when a component of the path is reserved.</summary>
    public static bool IsReserved(FtpPath path)
    {
        ReadOnlySpan<byte> rest = path.Bytes;
        while (!rest.IsEmpty)
        {
            rest = rest[1..];
            if (IsReserved(rest))
            {
                return true;
            }

            int slash = rest.IndexOf((byte)'/');
            rest = slash < 0 ? default : rest[slash..];
        }

        return false;
    }

    /// <summary>For what reads or removes: reserved names are not there.</summary>
    public static FtpPath Visible(FtpPath path) => PartialName.IsReserved(path) ? throw Errno.Refusal(Errno.ENOENT, "open", path.Bytes) : path;

    /// <summary>For what makes something: reserved names cannot be had.</summary>
    public static FtpPath Usable(FtpPath path) => PartialName.IsReserved(path) ? throw Errno.Refusal(Errno.EINVAL, "open", path.Bytes) : path;

    /// <summary>The account's own partial of a target. NUL-terminated, as everything below.</summary>
    public byte[] Of(ReadOnlySpan<byte> target) => Compose(_owner, SHA256.HashData([.. _account, 0, .. target]).AsSpan(0, 16));

    /// <summary>One that nobody finds again.</summary>
    public byte[] Random() => Compose(_owner, RandomNumberGenerator.GetBytes(16));

    /// <summary>The one that whoever wants this target as a new name must hold.</summary>
    public static byte[] Reservation(ReadOnlySpan<byte> target) => Compose(Nobody, SHA256.HashData(target).AsSpan(0, 16));

    /// <summary>True for the account's own partials and for reservations, which nobody resumes.</summary>
    public bool IsOwn(ReadOnlySpan<byte> name)
    {
        if (name.Length != Length)
        {
            return false;
        }

        ReadOnlySpan<byte> owner = name.Slice(Prefix.Length, 16);
        return Ascii.Equals(owner, _owner) || Ascii.Equals(owner, Nobody);
    }

    private static byte[] Compose(string owner, ReadOnlySpan<byte> digest) =>
        [.. Prefix, .. Encoding.ASCII.GetBytes($"{owner}-{Convert.ToHexStringLower(digest)}\0")];
}
