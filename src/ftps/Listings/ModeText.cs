using Sealane.Client;
using Sealane.Protocol;

namespace Sealane.Shell.Listings;

/// <summary>Permission bits as ls writes them.</summary>
internal static class ModeText
{
    /// <summary>Nine letters: <c>rwxr-xr-x</c>, with s, S, t and T for the three upper bits.</summary>
    public static string Of(int mode) => string.Create(9, mode, static (text, bits) =>
    {
        for (int i = 0; i < 9; i++)
        {
            text[i] = (bits & (0b100_000_000 >> i)) != 0 ? "rwx"[i % 3] : '-';
        }

        for (int who = 0; who < 3; who++)
        {
            if ((bits & (0b100_000_000_000 >> who)) != 0)
            {
                bool runs = text[(who * 3) + 2] == 'x';
                text[(who * 3) + 2] = who == 2 ? runs ? 't' : 'T' : runs ? 's' : 'S';
            }
        }
    });

    /// <summary>With the letter of the kind in front; what the server did not tell is what is usual.</summary>
    public static string Of(RemoteEntry entry)
    {
        char kind = entry.Kind switch { EntryKind.Directory => 'd', EntryKind.SymbolicLink => 'l', _ => '-' };
        int usual = entry.Kind switch { EntryKind.Directory => 0b111_101_101, EntryKind.SymbolicLink => 0b111_111_111, _ => 0b110_100_100 };
        return kind + Of(entry.Mode ?? usual);
    }
}
