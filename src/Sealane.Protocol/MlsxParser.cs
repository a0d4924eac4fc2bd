using System.Text;

namespace Sealane.Protocol;

/// <summary>
/// Reads the lines of MLSD, and the answer of MLST (RFC 3659 §7). Every fact may be missing, unknown ones are passed over, and one whose
/// value makes no sense counts as missing; the name is everything behind the first blank, its own blanks included.
/// </summary>
public sealed class MlsxParser : ListingParser
{
    private const int PermissionBits = 0xFFF;

    private readonly TextCache _texts = new();

    /// <summary>Reads the reply to MLST.</summary>
    /// <param name="reply">The 250 reply; the entry is its middle line, as a rule behind a blank (RFC 3659 §7.2). Servers that put it into the only line are understood.</param>
    /// <param name="entry">The entry; its name is the path that the server chose to answer with.</param>
    /// <returns>False when no line of the reply is one of facts.</returns>
    public bool TryReadReply(ServerReply reply, out ListedEntry? entry)
    {
        ArgumentNullException.ThrowIfNull(reply);
        foreach (ReadOnlyMemory<byte> line in reply.Lines.Count > 1 ? reply.Middle : reply.Lines)
        {
            ReadOnlySpan<byte> facts = line.Span;
            facts = facts.StartsWith(" "u8) ? facts[1..] : facts;
            if (Parse(facts, out entry) == ListLine.Entry)
            {
                return true;
            }
        }

        entry = null;
        return false;
    }

    private protected override ListLine Parse(ReadOnlySpan<byte> line, out ListedEntry? entry)
    {
        entry = null;
        if (line.IsEmpty)
        {
            return ListLine.Ignored;
        }

        // The facts live in one array with the name.
        byte[] raw = line.ToArray();
        FactValues facts = default;
        int at = 0;
        while (at < line.Length && line[at] != ' ')
        {
            if (!TryCutFact(line, ref at, out Range name, out Range value))
            {
                return ListLine.Unparsed;
            }

            Take(ref facts, line[name], value, raw);
        }

        if (at + 1 >= line.Length)
        {
            return ListLine.Unparsed;
        }

        ReadOnlyMemory<byte> path = raw.AsMemory(at + 1);
        entry = new ListedEntry
        {
            Name = path,
            Kind = facts.Kind,
            Role = facts.Role != DirectoryRole.Entry ? facts.Role
                : path.Span.SequenceEqual("."u8) ? DirectoryRole.Itself
                : path.Span.SequenceEqual(".."u8) ? DirectoryRole.Parent
                : DirectoryRole.Entry,
            Length = facts.Length,
            Modified = facts.Modified,
            Precision = facts.Modified is null ? TimePrecision.None : TimePrecision.Second,
            Mode = facts.Mode,
            Owner = facts.OwnerName ?? facts.Owner,
            Group = facts.GroupName ?? facts.Group,
            LinkTarget = facts.LinkTarget,
            Perm = facts.Perm,
            Unique = facts.Unique,
            Raw = raw,
        };
        return ListLine.Entry;
    }

    // Leaves the position behind the semicolon, or at the blank when the last semicolon is missing.
    private static bool TryCutFact(ReadOnlySpan<byte> line, ref int at, out Range name, out Range value)
    {
        (name, value) = (default, default);
        ReadOnlySpan<byte> rest = line[at..];
        int sign = rest.IndexOfAny("=; "u8);
        if (sign <= 0 || rest[sign] != '=')
        {
            return false;
        }

        int semicolon = rest[sign..].IndexOf((byte)';') is var s and >= 0 ? sign + s : -1;
        int blank = rest[sign..].IndexOf((byte)' ') is var b and >= 0 ? sign + b : -1;
        int end = semicolon < 0 || (blank >= 0 && blank < semicolon && !IsInsideTarget(rest[(sign + 1)..], semicolon - sign)) ? blank : semicolon;
        if (end < 0)
        {
            return false;
        }

        name = at..(at + sign);
        value = (at + sign + 1)..(at + end);
        at += end == semicolon ? end + 1 : end;
        return true;
    }

    // A value holds no blank, but some servers write the target of a link as it is: OS.unix=slink:/with blank;size=1; name
    private static bool IsInsideTarget(ReadOnlySpan<byte> value, int pastSemicolon)
    {
        if (!StartsWithIgnoreCase(value, "OS.unix=slink:"u8))
        {
            return false;
        }

        ReadOnlySpan<byte> next = value[pastSemicolon..];
        int end = next.IndexOfAny("=; "u8);
        return end == 0 ? next[0] == ' ' : end > 0 && next[end] == '=';
    }

    private void Take(ref FactValues facts, ReadOnlySpan<byte> name, Range place, byte[] raw)
    {
        ReadOnlySpan<byte> value = raw.AsSpan()[place];
        switch (name.Length)
        {
            case 4 when Ascii.EqualsIgnoreCase(name, "type"u8):
                TakeType(ref facts, value, raw.AsMemory()[place]);
                break;
            case 4 when Ascii.EqualsIgnoreCase(name, "size"u8) || Ascii.EqualsIgnoreCase(name, "sizd"u8):
                facts.Length = Number.TryRead(value, out long size) ? size : facts.Length;
                break;
            case 6 when Ascii.EqualsIgnoreCase(name, "modify"u8):
                facts.Modified = FtpTimestamp.TryParse(value, out DateTime modified) ? modified : facts.Modified;
                break;
            case 4 when Ascii.EqualsIgnoreCase(name, "perm"u8):
                facts.Perm = _texts.Get(value);
                break;
            case 6 when Ascii.EqualsIgnoreCase(name, "unique"u8):
                facts.Unique = raw.AsMemory()[place];
                break;
            case > 5 when StartsWithIgnoreCase(name, "UNIX."u8):
                TakeUnix(ref facts, name[5..], value);
                break;
        }
    }

    private void TakeUnix(ref FactValues facts, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (Ascii.EqualsIgnoreCase(name, "mode"u8))
        {
            facts.Mode = Number.TryReadOctal(value, out int mode) ? mode & PermissionBits : facts.Mode;
        }
        else if (value.IsEmpty)
        {
            return;
        }
        else if (Ascii.EqualsIgnoreCase(name, "owner"u8) || Ascii.EqualsIgnoreCase(name, "uid"u8))
        {
            facts.Owner = _texts.Get(value);
        }
        else if (Ascii.EqualsIgnoreCase(name, "group"u8) || Ascii.EqualsIgnoreCase(name, "gid"u8))
        {
            facts.Group = _texts.Get(value);
        }
        else if (Ascii.EqualsIgnoreCase(name, "ownername"u8))
        {
            facts.OwnerName = _texts.Get(value);
        }
        else if (Ascii.EqualsIgnoreCase(name, "groupname"u8))
        {
            facts.GroupName = _texts.Get(value);
        }
    }

    private static void TakeType(ref FactValues facts, ReadOnlySpan<byte> value, ReadOnlyMemory<byte> memory)
    {
        // Of two types the last counts, with what belongs to it.
        (facts.Kind, facts.Role, facts.LinkTarget) = (null, DirectoryRole.Entry, default);
        if (Ascii.EqualsIgnoreCase(value, "file"u8))
        {
            facts.Kind = EntryKind.File;
        }
        else if (Ascii.EqualsIgnoreCase(value, "dir"u8))
        {
            facts.Kind = EntryKind.Directory;
        }
        else if (Ascii.EqualsIgnoreCase(value, "cdir"u8))
        {
            (facts.Kind, facts.Role) = (EntryKind.Directory, DirectoryRole.Itself);
        }
        else if (Ascii.EqualsIgnoreCase(value, "pdir"u8))
        {
            (facts.Kind, facts.Role) = (EntryKind.Directory, DirectoryRole.Parent);
        }
        else if (StartsWithIgnoreCase(value, "OS.unix=slink"u8) || StartsWithIgnoreCase(value, "OS.unix=symlink"u8))
        {
            int colon = value.IndexOf((byte)':');
            facts.Kind = EntryKind.SymbolicLink;
            facts.LinkTarget = colon < 0 ? default : memory[(colon + 1)..];
        }
        else if (StartsWithIgnoreCase(value, "OS.unix="u8))
        {
            facts.Kind = EntryKind.Other;
        }
    }

    private static bool StartsWithIgnoreCase(ReadOnlySpan<byte> text, ReadOnlySpan<byte> start) =>
        text.Length >= start.Length && Ascii.EqualsIgnoreCase(text[..start.Length], start);

    private struct FactValues
    {
        public EntryKind? Kind;
        public DirectoryRole Role;
        public long? Length;
        public DateTime? Modified;
        public int? Mode;
        public string? Owner;
        public string? OwnerName;
        public string? Group;
        public string? GroupName;
        public string? Perm;
        public ReadOnlyMemory<byte> LinkTarget;
        public ReadOnlyMemory<byte> Unique;
    }
}
