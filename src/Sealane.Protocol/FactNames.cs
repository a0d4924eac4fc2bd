using System.Text;

namespace Sealane.Protocol;

/// <summary>The names of facts, in FEAT and OPTS (RFC 3659 §7.8, §7.9).</summary>
public static class FactNames
{
    // In the order in which they are offered and written.
    private static readonly (Facts Fact, string Name)[] s_names =
    [
        (Facts.Type, "type"),
        (Facts.Size, "size"),
        (Facts.Modify, "modify"),
        (Facts.Perm, "perm"),
        (Facts.Unique, "unique"),
        (Facts.UnixMode, "UNIX.mode"),
        (Facts.UnixOwner, "UNIX.owner"),
        (Facts.UnixGroup, "UNIX.group"),
    ];

    /// <summary>Reads the list of an OPTS MLST command: what follows <c>MLST</c>, for example <c>type;size;</c>.</summary>
    /// <returns>The facts named, without regard to case. Unknown names count for nothing (§7.9), so that an empty list and a list of nonsense both choose none.</returns>
    public static Facts Parse(ReadOnlySpan<byte> optsMlstArgument)
    {
        Facts chosen = Facts.None;
        foreach (Range range in optsMlstArgument.Split((byte)';'))
        {
            ReadOnlySpan<byte> word = optsMlstArgument[range].Trim((byte)' ');
            foreach ((Facts fact, string name) in s_names)
            {
                chosen |= Ascii.EqualsIgnoreCase(word, name) ? fact : Facts.None;
            }
        }

        return chosen;
    }

    /// <summary>The line of FEAT: every fact there is, those now enabled with a star: <c>MLST type*;size*;unique;</c> (§7.8).</summary>
    public static string FeatureLine(Facts enabled) =>
        "MLST " + string.Concat(s_names.Select(n => enabled.HasFlag(n.Fact) ? n.Name + "*;" : n.Name + ";"));

    /// <summary>The text of the 200 reply to OPTS MLST: <c>MLST OPTS type;size;</c>, and <c>MLST OPTS</c> alone when no fact is left (§7.9).</summary>
    public static string OptsReply(Facts enabled) =>
        ("MLST OPTS " + string.Concat(s_names.Where(n => enabled.HasFlag(n.Fact)).Select(n => n.Name + ";"))).TrimEnd();
}
