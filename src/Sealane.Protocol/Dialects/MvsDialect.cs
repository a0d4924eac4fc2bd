using System.Buffers;

namespace Sealane.Protocol.Dialects;

/// <summary>
/// MVS and z/OS: data sets under a header (<c>Volume Unit    Referred Ext Used Recfm Lrecl BlkSz Dsorg Dsname</c>), and members of a
/// partitioned one under another (<c>Name     VV.MM   Created       Changed      Size  Init   Mod   Id</c>). Sizes are in tracks or records: no lengths.
/// </summary>
internal sealed class MvsDialect(TextCache texts) : ListDialect
{
    private const int MaxMemberName = 8;

    private static readonly SearchValues<byte> s_nameLetters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789$#@.-_()"u8);

    private static readonly SearchValues<byte> s_hexDigits = SearchValues.Create("0123456789ABCDEF"u8);

    // Lines that would be anything elsewhere are known by the header before them.
    private bool _dataSets;
    private bool _members;

    public override string Name => "mvs";

    public override ListLine Read(ReadOnlySpan<byte> line, out ListedEntry? entry)
    {
        entry = null;
        if (line.StartsWith("Volume "u8) && line.TrimEnd((byte)' ').EndsWith(" Dsname"u8))
        {
            (_dataSets, _members) = (true, false);
            return ListLine.Ignored;
        }

        Columns words = new(line);
        if (words.Next().SequenceEqual("Name"u8) && words.Next() is var second && (second.SequenceEqual("VV.MM"u8) || second.SequenceEqual("Size"u8)))
        {
            (_dataSets, _members) = (false, true);
            return ListLine.Ignored;
        }

        entry = _members ? ReadMember(line) : ReadDataSet(line);
        return entry is null ? ListLine.Unparsed : ListLine.Entry;
    }

    private ListedEntry? ReadDataSet(ReadOnlySpan<byte> line)
    {
        Columns words = new(line);
        ReadOnlySpan<byte> volume = words.Next();
        ReadOnlySpan<byte> unit = words.Next();
        if (_dataSets && volume.SequenceEqual("Pseudo"u8) && unit.SequenceEqual("Directory"u8))
        {
            words.Next();
            return Last(line, ref words, EntryKind.Directory, null);
        }

        // Of what was moved to tape nothing else is told.
        if (_dataSets && (volume.SequenceEqual("Migrated"u8) || volume.SequenceEqual("MIGRAT"u8)))
        {
            Columns again = new(line, volume.Length);
            again.Next();
            return Last(line, ref again, null, null);
        }

        ReadOnlySpan<byte> referred = words.Next();
        if (_dataSets && (referred.SequenceEqual("VSAM"u8) || referred.SequenceEqual("GDG"u8) || referred.SequenceEqual("PATH"u8)))
        {
            words.Next();
            return Last(line, ref words, EntryKind.File, null);
        }

        NumericDate date = default;
        if (!referred.SequenceEqual("**NONE**"u8) && (!NumericDate.TryRead(referred, out date) || referred.Length != 10))
        {
            return null;
        }

        // Extents and tracks grow together when they are large; then come format, length, block size, organisation.
        int numbers = 0;
        ReadOnlySpan<byte> word;
        while (Number.TryRead(word = words.Next(), out _))
        {
            numbers++;
        }

        if (numbers is not (1 or 2) || word.IsEmpty || !Number.TryRead(words.Next(), out _) || !Number.TryRead(words.Next(), out _))
        {
            return null;
        }

        ReadOnlySpan<byte> organisation = words.Next();
        if (organisation.Length is < 2 or > 4 || organisation[0] is < (byte)'A' or > (byte)'Z')
        {
            return null;
        }

        words.Next();
        return Last(line, ref words, organisation.StartsWith("PO"u8) ? EntryKind.Directory : EntryKind.File, date == default ? null : date.At(default));
    }

    private ListedEntry? ReadMember(ReadOnlySpan<byte> line)
    {
        Columns words = new(line);
        ReadOnlySpan<byte> name = words.Next();
        (int start, int end) = (words.Start, words.End);
        if (name.Length > MaxMemberName || name.ContainsAnyExcept(s_nameLetters) || start > 1)
        {
            return null;
        }

        ListedTime changed = default;
        string? owner = null;
        ReadOnlySpan<byte> version = words.Next();
        if (version.Length == 5 && version[2] == '.')
        {
            words.Next();
            if (!NumericDate.TryRead(words.Next(), out NumericDate date) || !TimeOfDay.TryRead(words.Next(), out TimeOfDay time))
            {
                return null;
            }

            changed = date.At(time);
            for (ReadOnlySpan<byte> word; !(word = words.Next()).IsEmpty;)
            {
                owner = Number.TryRead(word, out _) ? owner : texts.Get(word);
            }
        }
        else if (!version.IsEmpty && !IsHex(version))
        {
            return null;
        }

        return Make(line, start, end, EntryKind.File, changed.Precision == TimePrecision.None ? null : changed, owner);
    }

    private static bool IsHex(ReadOnlySpan<byte> word) => word.Length is 6 or 8 && !word.ContainsAnyExcept(s_hexDigits);

    // The last word, which the columns stand on: quotes are put around names that are not below the directory.
    private static ListedEntry? Last(ReadOnlySpan<byte> line, ref Columns words, EntryKind? kind, ListedTime? time)
    {
        (int start, int end) = (words.Start, words.End);
        if (end - start > 2 && line[start] == '\'' && line[end - 1] == '\'')
        {
            (start, end) = (start + 1, end - 1);
        }

        bool plausible = end > start && !line[start..end].ContainsAnyExcept(s_nameLetters) && words.Next().IsEmpty;
        return plausible ? Make(line, start, end, kind, time, null) : null;
    }

    private static ListedEntry Make(ReadOnlySpan<byte> line, int start, int end, EntryKind? kind, ListedTime? time, string? owner)
    {
        byte[] raw = line.ToArray();
        return new ListedEntry
        {
            Name = raw.AsMemory(start, end - start),
            Kind = kind,
            Modified = time?.Value,
            Precision = time?.Precision ?? TimePrecision.None,
            IsLocalTime = time is not null,
            Owner = owner,
            Raw = raw,
        };
    }
}
