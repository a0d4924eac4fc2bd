namespace Sealane.Protocol.Dialects;

/// <summary>The first column of <c>ls -l</c>: <c>drwxr-sr-x</c>.</summary>
internal static class UnixMode
{
    /// <summary>Bytes of kind and permissions.</summary>
    public const int Length = 10;

    /// <summary>Reads kind and permission bits; a sign for access lists may follow in the line.</summary>
    /// <param name="line">At least one blank or sign follows the column in it.</param>
    /// <param name="kind">Null when the server could not tell (<c>?</c>).</param>
    /// <param name="mode">The twelve bits.</param>
    public static bool TryRead(ReadOnlySpan<byte> line, out EntryKind? kind, out int mode)
    {
        (kind, mode) = (null, 0);
        if (line.Length <= Length)
        {
            return false;
        }

        switch (line[0])
        {
            // Contiguous and migrated files are files.
            case (byte)'-' or (byte)'C' or (byte)'M' or (byte)'m':
                kind = EntryKind.File;
                break;
            case (byte)'d':
                kind = EntryKind.Directory;
                break;
            case (byte)'l':
                kind = EntryKind.SymbolicLink;
                break;
            case (byte)'b' or (byte)'c' or (byte)'p' or (byte)'s' or (byte)'D' or (byte)'P' or (byte)'n':
                kind = EntryKind.Other;
                break;
            case (byte)'?':
                break;
            default:
                return false;
        }

        for (int i = 0; i < 9; i++)
        {
            int bit = 0x100 >> i;
            int special = 0x800 >> (i / 3);
            switch (line[i + 1])
            {
                case (byte)'-' or (byte)'?':
                    break;
                case (byte)'r' when i % 3 == 0:
                case (byte)'w' when i % 3 == 1:
                case (byte)'x' when i % 3 == 2:
                    mode |= bit;
                    break;
                case (byte)'s' or (byte)'t' when i % 3 == 2:
                    mode |= bit | special;
                    break;
                case (byte)'S' or (byte)'T' or (byte)'l' or (byte)'L' when i % 3 == 2:
                    mode |= special;
                    break;
                // Servers on Windows mark directories and files that can be changed in places of their own.
                case (byte)'r' or (byte)'w' or (byte)'x' or (byte)'d' or (byte)'a' or (byte)'e':
                    break;
                default:
                    return false;
            }
        }

        return true;
    }
}
