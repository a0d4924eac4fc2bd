using System.Buffers;

namespace Sealane.Protocol;

/// <summary>Writes one line of MLSD, or the middle of MLST's reply (RFC 3659 §7.2).</summary>
public static class FactsWriter
{
    // Every fact with its longest value, generously: eight names and values of at most 20 digits each.
    private const int FactsRoom = 320;

    /// <summary>Writes <c>type=file;size=18;modify=20261122140101.123;perm=adfrw;unique=801g2f;UNIX.mode=0644; name</c> and CRLF.</summary>
    /// <param name="output">Where the line goes.</param>
    /// <param name="entry">What is described. Its own name is not looked at. A fact not known of it (modification time, unique) is left out.</param>
    /// <param name="facts">Which facts, of those that apply.</param>
    /// <param name="permFact">Letters of the perm fact (§7.5.5); may be empty, which says that nothing is permitted.</param>
    /// <param name="typeOverride"><c>cdir</c> or <c>pdir</c>; empty for the entry's own type.</param>
    /// <param name="pathname">What follows the blank, byte for byte. A name with CR, LF or NUL has no form on the wire: nothing is written for it, so such an entry is missing from the listing.</param>
    public static void Write(
        IBufferWriter<byte> output, in FileEntry entry, Facts facts, ReadOnlySpan<byte> permFact, ReadOnlySpan<byte> typeOverride, ReadOnlySpan<byte> pathname)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (pathname.IndexOfAny((byte)'\r', (byte)'\n', (byte)0) >= 0)
        {
            return;
        }

        ByteCursor line = new(output.GetSpan(FactsRoom + permFact.Length + typeOverride.Length + pathname.Length));
        if ((facts & Facts.Type) != 0)
        {
            line.Write("type="u8);
            line.Write(typeOverride.IsEmpty ? TypeOf(entry.Kind) : typeOverride);
            line.Write((byte)';');
        }

        if ((facts & Facts.Size) != 0 && entry.IsFile)
        {
            line.Write("size="u8);
            line.WriteNumber(entry.Length);
            line.Write((byte)';');
        }

        if ((facts & Facts.Modify) != 0 && entry.Modified != DateTime.MinValue)
        {
            line.Write("modify="u8);
            Span<byte> time = stackalloc byte[FtpTimestamp.MaxLength];
            line.Write(time[..FtpTimestamp.Format(entry.Modified, time, fraction: true)]);
            line.Write((byte)';');
        }

        if ((facts & Facts.Perm) != 0)
        {
            line.Write("perm="u8);
            line.Write(permFact);
            line.Write((byte)';');
        }

        if ((facts & Facts.Unique) != 0 && entry.Inode != 0)
        {
            line.Write("unique="u8);
            line.WriteHex(entry.Device);
            line.Write((byte)'g');
            line.WriteHex(entry.Inode);
            line.Write((byte)';');
        }

        WriteUnixFacts(ref line, entry, facts);
        line.Write((byte)' ');
        line.Write(pathname);
        line.Write("\r\n"u8);
        output.Advance(line.Length);
    }

    private static void WriteUnixFacts(ref ByteCursor line, in FileEntry entry, Facts facts)
    {
        if ((facts & Facts.UnixMode) != 0)
        {
            line.Write("UNIX.mode="u8);
            for (int shift = 9; shift >= 0; shift -= 3)
            {
                line.Write((byte)('0' + ((entry.Mode >> shift) & 7)));
            }

            line.Write((byte)';');
        }

        if ((facts & Facts.UnixOwner) != 0)
        {
            line.Write("UNIX.owner="u8);
            line.WriteNumber(entry.Owner);
            line.Write((byte)';');
        }

        if ((facts & Facts.UnixGroup) != 0)
        {
            line.Write("UNIX.group="u8);
            line.WriteNumber(entry.Group);
            line.Write((byte)';');
        }
    }

    private static ReadOnlySpan<byte> TypeOf(EntryKind kind) => kind switch
    {
        EntryKind.File => "file"u8,
        EntryKind.Directory => "dir"u8,
        EntryKind.SymbolicLink => "OS.unix=symlink"u8,
        _ => "OS.unix=special"u8,
    };
}
