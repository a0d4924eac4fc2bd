using System.Buffers;

namespace Sealane.Protocol;

/// <summary>Writes one line of LIST in the form of <c>ls -l</c> that vsftpd has, byte for byte, because clients and scripts cut its columns out.</summary>
/// <remarks>
/// <c>-rw-------    1 1000     1000           18 Nov 22 14:01 testfile.txt</c>: mode; links right in 4; owner and group left in 8 each; size right in 8;
/// time; name. Columns grow when their content does.
/// </remarks>
public static class ListWriter
{
    // Mode 10, links 10, size 20, time 12, blanks and CRLF; owner and group at least 8 each.
    private const int FixedRoom = 96;

    // vsftpd's border between "Nov 22 14:01" and "Nov 22  2026".
    private static readonly TimeSpan s_recent = TimeSpan.FromDays(182);

    // The caller reads its clock once for a whole listing; a file written meanwhile is not from the future.
    private static readonly TimeSpan s_ahead = TimeSpan.FromMinutes(1);

    private static ReadOnlySpan<byte> Months => "JanFebMarAprMayJunJulAugSepOctNovDec"u8;

    /// <summary>Writes one line and its CRLF; allocates nothing.</summary>
    /// <param name="output">Where the line goes.</param>
    /// <param name="entry">What is described. Its own name is not looked at.</param>
    /// <param name="nowUtc">The clock, UTC: files older than about half a year, or from the future, show their year instead of the time of day.</param>
    /// <param name="utcOffsetOfDisplay">What is added to UTC before a time is shown; zero is vsftpd's choice.</param>
    /// <param name="owner">Owner as shown, a number or a name without blanks.</param>
    /// <param name="group">Group as shown.</param>
    /// <param name="name">Name as shown. CR, LF and NUL in it, and in a link's target, are written as <c>?</c>, as ls does: no name can begin a line of its own.</param>
    public static void Write(
        IBufferWriter<byte> output, in FileEntry entry, DateTime nowUtc, TimeSpan utcOffsetOfDisplay, ReadOnlySpan<byte> owner, ReadOnlySpan<byte> group, ReadOnlySpan<byte> name)
    {
        ArgumentNullException.ThrowIfNull(output);
        ReadOnlySpan<byte> target = entry.Kind == EntryKind.SymbolicLink ? entry.LinkTarget.Span : default;
        ByteCursor line = new(output.GetSpan(FixedRoom + owner.Length + group.Length + name.Length + target.Length));
        WriteMode(line.Take(10), entry);
        line.Write((byte)' ');
        line.WriteRight(entry.Links, 4);
        line.Write((byte)' ');
        line.WriteLeft(owner, 8);
        line.Write((byte)' ');
        line.WriteLeft(group, 8);
        line.Write((byte)' ');
        line.WriteRight(entry.Length, 8);
        line.Write((byte)' ');
        WriteTime(line.Take(12), entry.Modified, nowUtc, utcOffsetOfDisplay);
        line.Write((byte)' ');
        WriteName(line.Take(name.Length), name);
        if (!target.IsEmpty)
        {
            line.Write(" -> "u8);
            WriteName(line.Take(target.Length), target);
        }

        line.Write("\r\n"u8);
        output.Advance(line.Length);
    }

    private static void WriteMode(Span<byte> text, in FileEntry entry)
    {
        int mode = entry.Mode;
        text[0] = entry.Kind switch
        {
            EntryKind.File => (byte)'-',
            EntryKind.Directory => (byte)'d',
            EntryKind.SymbolicLink => (byte)'l',
            // Clients know no letter for "other".
            _ => entry.Special != 0 ? entry.Special : (byte)'s',
        };
        for (int i = 0; i < 9; i++)
        {
            text[i + 1] = (mode & (0x100 >> i)) != 0 ? "rwx"u8[i % 3] : (byte)'-';
        }

        WriteSpecialBit(ref text[3], (mode & 0x800) != 0, (byte)'s');
        WriteSpecialBit(ref text[6], (mode & 0x400) != 0, (byte)'s');
        WriteSpecialBit(ref text[9], (mode & 0x200) != 0, (byte)'t');
    }

    // Set-user-id, set-group-id and sticky share the place of x: lower-case with it, upper-case without.
    private static void WriteSpecialBit(ref byte place, bool set, byte letter)
    {
        if (set)
        {
            place = place == 'x' ? letter : (byte)(letter - 32);
        }
    }

    private static void WriteTime(Span<byte> text, DateTime modified, DateTime now, TimeSpan offset)
    {
        // The comparison is by ticks: both are UTC whatever their kind says.
        long age = now.Ticks - modified.Ticks;
        bool recent = age >= -s_ahead.Ticks && age <= s_recent.Ticks;
        DateTime shown = modified == DateTime.MinValue ? DateTime.UnixEpoch : Shift(modified, offset);
        (int year, int month, int day) = shown;
        Months.Slice((month - 1) * 3, 3).CopyTo(text);
        text[3] = (byte)' ';
        FtpTimestamp.WriteTwo(text[4..], day);
        text[6] = (byte)' ';
        if (recent)
        {
            FtpTimestamp.WriteTwo(text[7..], shown.Hour);
            text[9] = (byte)':';
            FtpTimestamp.WriteTwo(text[10..], shown.Minute);
        }
        else
        {
            text[7] = (byte)' ';
            FtpTimestamp.WriteTwo(text[8..], year / 100);
            FtpTimestamp.WriteTwo(text[10..], year % 100);
        }
    }

    private static DateTime Shift(DateTime utc, TimeSpan offset) =>
        new(Math.Clamp(utc.Ticks + offset.Ticks, DateTime.MinValue.Ticks, DateTime.MaxValue.Ticks));

    private static void WriteName(Span<byte> place, ReadOnlySpan<byte> name)
    {
        name.CopyTo(place);
        for (int bad; (bad = place.IndexOfAny((byte)'\r', (byte)'\n', (byte)0)) >= 0; place = place[(bad + 1)..])
        {
            place[bad] = (byte)'?';
        }
    }
}
