using Sealane.Protocol;

namespace Sealane.Fuzz.Targets;

/// <summary>
/// Path arguments, separated by NUL, each resolved against the result of the one before: results are always absolute and normal, a
/// second resolution changes nothing, and a slow model agrees.
/// </summary>
internal sealed class FtpPathTarget : FuzzTarget
{
    public override string Name => "ftp-path";

    public override IReadOnlyList<byte[]> Dictionary { get; } =
        [[.. "/"u8], [.. ".."u8], [.. "../"u8], [.. "/./"u8], [.. "~"u8], [.. "~/"u8], [.. "//"u8], [.. "..."u8], [0xC0, 0xAE], [0]];

    public override int MaxLength => FtpPath.MaxLength + 200;

    public override int Run(ReadOnlySpan<byte> input)
    {
        FtpPath current = FtpPath.Root;
        int behaviour = 0;
        foreach (Range range in input.Split((byte)0))
        {
            ReadOnlySpan<byte> argument = input[range];
            bool resolved = current.TryResolve(argument, out FtpPath path);
            byte[]? expected = Model(current.Bytes, argument);
            Require(resolved == (expected is not null), "the model resolves the same arguments");
            if (!resolved)
            {
                Require(path == FtpPath.Root, "a refused argument gives the root");
                behaviour |= 1;
                continue;
            }

            Require(path.Bytes.SequenceEqual(expected), "the model gives the same path");
            Check(path);
            behaviour |= (path.IsRoot ? 2 : path == current ? 4 : path.IsWithin(current) ? 8 : current.IsWithin(path) ? 16 : 32) | (path.Bytes.Length > 2000 ? 64 : 0);
            current = path;
        }

        return behaviour;
    }

    private static void Check(FtpPath path)
    {
        ReadOnlySpan<byte> bytes = path.Bytes;
        Require(bytes.Length is >= 1 and <= FtpPath.MaxLength && bytes[0] == '/', "a path is absolute and bounded");
        Require(path.IsRoot || bytes[^1] != '/', "only the root ends in a slash");
        Require(bytes.IndexOfAny("\0\r\n"u8) < 0, "a path holds no NUL, CR or LF");
        if (!path.IsRoot)
        {
            foreach (Range range in bytes[1..].Split((byte)'/'))
            {
                ReadOnlySpan<byte> component = bytes[1..][range];
                Require(!component.IsEmpty && !component.SequenceEqual("."u8) && !component.SequenceEqual(".."u8), "components are names");
            }

            Require(path.Parent.Append(path.Name) == path, "parent and name make the path");
        }

        Require(FtpPath.Root.TryResolve(bytes, out FtpPath again) && again == path && again.GetHashCode() == path.GetHashCode(), "resolving again changes nothing");
        Require(path.IsWithin(path.Parent) && path.IsWithin(FtpPath.Root) && path.IsWithin(path), "a path lies within its parent, the root and itself");
        Require(path.IsRoot || !path.Parent.IsWithin(path), "a parent does not lie within its child");
    }

    private static byte[]? Model(ReadOnlySpan<byte> current, ReadOnlySpan<byte> argument)
    {
        if (argument.IndexOfAny("\0\r\n"u8) >= 0)
        {
            return null;
        }

        bool home = argument.Length > 0 && argument[0] == '~' && (argument.Length == 1 || argument[1] == '/');
        bool absolute = home || (argument.Length > 0 && argument[0] == '/');
        byte[] joined = absolute ? argument[(home ? 1 : 0)..].ToArray() : [.. current, (byte)'/', .. argument];
        Stack<byte[]> names = new();
        foreach (string component in System.Text.Encoding.Latin1.GetString(joined).Split('/'))
        {
            if (component == "..")
            {
                names.TryPop(out _);
            }
            else if (component is not ("" or "."))
            {
                names.Push(System.Text.Encoding.Latin1.GetBytes(component));
            }
        }

        byte[] path = names.Count == 0 ? [(byte)'/'] : names.Reverse().SelectMany(n => n.Prepend((byte)'/')).ToArray();
        return path.Length <= FtpPath.MaxLength ? path : null;
    }
}
