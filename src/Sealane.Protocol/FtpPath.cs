using System.Text;

namespace Sealane.Protocol;

/// <summary>
/// An absolute, normalised path in the name space that a session sees: it begins with <c>/</c>, holds no empty, <c>.</c> or
/// <c>..</c> component and does not end in <c>/</c> (the root alone is <c>/</c>). The only code that understands <c>..</c> and <c>~</c>.
/// </summary>
/// <remarks>
/// Names are bytes, as they are for the kernel (RFC 2640 asks for UTF-8 on the wire, but old trees hold Latin-1 names that must stay
/// reachable). NUL, CR and LF never occur: the first ends a C string, the others would end a reply line.
/// A path says nothing about what exists; the storage resolves it, and confines it, on its own.
/// </remarks>
public readonly struct FtpPath : IEquatable<FtpPath>
{
    /// <summary>Longest accepted path in bytes, as PATH_MAX is on Linux with room for the terminating NUL.</summary>
    public const int MaxLength = 4095;

    private static readonly byte[] s_root = "/"u8.ToArray();

    private readonly byte[]? _bytes;

    private FtpPath(byte[] bytes) => _bytes = bytes;

    /// <summary>The top of the session's name space.</summary>
    public static FtpPath Root => default;

    /// <summary>The path as it goes over the wire and to the kernel.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes ?? s_root;

    /// <summary>True for <c>/</c>.</summary>
    public bool IsRoot => Bytes.Length == 1;

    /// <summary>Last component; empty for the root.</summary>
    public ReadOnlySpan<byte> Name => Bytes[(Bytes.LastIndexOf((byte)'/') + 1)..];

    /// <summary>The directory that holds this path; the root is its own parent.</summary>
    public FtpPath Parent
    {
        get
        {
            int slash = Bytes.LastIndexOf((byte)'/');
            return slash <= 0 ? Root : new FtpPath(Bytes[..slash].ToArray());
        }
    }

    /// <summary>Reads a path argument against this directory, as CWD and every file verb do.</summary>
    /// <param name="argument">Absolute or relative; <c>~</c> and <c>~/x</c> start at the root, where every session's home is; empty means this directory itself.</param>
    /// <param name="path">The normalised result. <c>..</c> at the root stays at the root.</param>
    /// <returns>False when the argument holds NUL, CR or LF, or the result is longer than <see cref="MaxLength"/>.</returns>
    public bool TryResolve(ReadOnlySpan<byte> argument, out FtpPath path)
    {
        // Before the result is assigned: it may be this very variable, as in current.TryResolve(argument, out current).
        ReadOnlySpan<byte> directory = IsRoot ? default : Bytes;
        path = Root;
        if (argument.IndexOfAny((byte)0, (byte)'\r', (byte)'\n') >= 0)
        {
            return false;
        }

        bool absolute = argument.StartsWith("/"u8);
        if (argument.SequenceEqual("~"u8) || argument.StartsWith("~/"u8))
        {
            absolute = true;
            argument = argument[1..];
        }

        ReadOnlySpan<byte> start = absolute ? default : directory;
        byte[] buffer = new byte[start.Length + argument.Length + 1];
        start.CopyTo(buffer);
        int length = start.Length;
        while (!argument.IsEmpty)
        {
            int slash = argument.IndexOf((byte)'/');
            ReadOnlySpan<byte> component = slash < 0 ? argument : argument[..slash];
            argument = slash < 0 ? default : argument[(slash + 1)..];
            if (component.IsEmpty || component.SequenceEqual("."u8))
            {
                continue;
            }

            if (component.SequenceEqual(".."u8))
            {
                length = Math.Max(0, buffer.AsSpan(0, length).LastIndexOf((byte)'/'));
                continue;
            }

            buffer[length++] = (byte)'/';
            component.CopyTo(buffer.AsSpan(length));
            length += component.Length;
        }

        if (length > MaxLength)
        {
            return false;
        }

        path = length == 0 ? Root : new FtpPath(length == buffer.Length ? buffer : buffer[..length]);
        return true;
    }

    /// <summary>The path of an entry of this directory. May become longer than <see cref="MaxLength"/>; the storage then says so.</summary>
    /// <exception cref="ArgumentException">The name is empty, <c>.</c>, <c>..</c>, or holds <c>/</c>, NUL, CR or LF.</exception>
    public FtpPath Append(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty || name.SequenceEqual("."u8) || name.SequenceEqual(".."u8) || name.IndexOfAny("/\0\r\n"u8) >= 0)
        {
            throw new ArgumentException("Not the name of a directory entry.", nameof(name));
        }

        ReadOnlySpan<byte> directory = IsRoot ? default : Bytes;
        byte[] bytes = new byte[directory.Length + 1 + name.Length];
        directory.CopyTo(bytes);
        bytes[directory.Length] = (byte)'/';
        name.CopyTo(bytes.AsSpan(directory.Length + 1));
        return new FtpPath(bytes);
    }

    /// <summary>Makes a path from text; for configuration and tests.</summary>
    /// <exception cref="ArgumentException">The text cannot be a path (see <see cref="TryResolve"/>).</exception>
    public static FtpPath Of(string text) =>
        Root.TryResolve(Encoding.UTF8.GetBytes(text), out FtpPath path) ? path : throw new ArgumentException("Not a path.", nameof(text));

    /// <summary>True when this path is <paramref name="directory"/> or lies below it.</summary>
    public bool IsWithin(FtpPath directory) =>
        directory.IsRoot || (Bytes.StartsWith(directory.Bytes) && (Bytes.Length == directory.Bytes.Length || Bytes[directory.Bytes.Length] == '/'));

    /// <inheritdoc/>
    public bool Equals(FtpPath other) => Bytes.SequenceEqual(other.Bytes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is FtpPath other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.AddBytes(Bytes);
        return hash.ToHashCode();
    }

    /// <summary>The path as text for people; bytes that are not UTF-8 become U+FFFD. Not escaped: logs do that.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Bytes);

    /// <summary>Compares bytes.</summary>
    public static bool operator ==(FtpPath left, FtpPath right) => left.Equals(right);

    /// <summary>Compares bytes.</summary>
    public static bool operator !=(FtpPath left, FtpPath right) => !left.Equals(right);
}
