using System.Text;

namespace Sealane.Protocol.Dialects;

/// <summary>
/// OpenVMS: <c>NOTES.TXT;3   9/12   2-JUL-2003 10:30:13.64  [STAFF,ANNA]  (RWED,RWED,RE,)</c>; a long name stands on a line of its own.
/// The version is part of a file's name, because it says which of several; of a directory, <c>.DIR;1</c> is not.
/// </summary>
internal sealed class VmsDialect(TextCache texts) : ListDialect
{
    private byte[] _held = [];

    public override string Name => "vms";

    public override ReadOnlySpan<byte> Held => _held;

    public override ListLine Read(ReadOnlySpan<byte> line, out ListedEntry? entry)
    {
        entry = null;
        if (IsHeader(line))
        {
            return ListLine.Ignored;
        }

        Columns words = new(line);
        ReadOnlySpan<byte> name = words.Next();
        int semicolon = name.LastIndexOf((byte)';');
        if (words.Start > 0 || semicolon <= 0 || !Number.TryRead(name[(semicolon + 1)..], ushort.MaxValue, out _) || !name[..semicolon].Contains((byte)'.'))
        {
            return ListLine.Unparsed;
        }

        if (words.Rest.Trim((byte)' ').IsEmpty)
        {
            _held = line.ToArray();
            return ListLine.Continues;
        }

        return ReadAttributes(line, words.End, semicolon, out entry) ? ListLine.Entry : ListLine.Unparsed;
    }

    public override bool TryContinue(ReadOnlySpan<byte> line, out ListedEntry? entry)
    {
        entry = null;
        int end = _held.AsSpan().TrimEnd((byte)' ').Length;
        if (line[0] is not ((byte)' ' or (byte)'\t'))
        {
            return false;
        }

        byte[] joined = [.. _held.AsSpan(0, end), (byte)' ', .. line];
        if (!ReadAttributes(joined, end, joined.AsSpan(0, end).LastIndexOf((byte)';'), out entry))
        {
            return false;
        }

        Drop();
        return true;
    }

    public override void Drop() => _held = [];

    private static bool IsHeader(ReadOnlySpan<byte> line)
    {
        bool directory = line.StartsWith("Directory "u8) && line.Contains((byte)'[') && line.TrimEnd((byte)' ').EndsWith("]"u8);
        bool total = (line.StartsWith("Total of "u8) || line.StartsWith("Grand total of "u8)) && line.IndexOf(" file"u8) > 0;
        return directory || total;
    }

    private bool ReadAttributes(ReadOnlySpan<byte> line, int from, int semicolon, out ListedEntry? entry)
    {
        entry = null;
        NumericDate date = default;
        TimeOfDay time = default;
        string? owner = null;
        string? group = null;
        int? mode = null;
        Columns words = new(line, from);
        for (ReadOnlySpan<byte> word; !(word = words.Next()).IsEmpty;)
        {
            if (word[0] == '%')
            {
                // %RMS-E-PRV, insufficient privilege: it exists, and that is all that is known.
                break;
            }

            if (word[0] is (byte)'[' or (byte)'(')
            {
                int start = words.Start;
                byte close = word[0] == '[' ? (byte)']' : (byte)')';
                while (word[^1] != close && !(word = words.Next()).IsEmpty)
                {
                }

                if (word.IsEmpty)
                {
                    return false;
                }

                ReadOnlySpan<byte> inside = line[(start + 1)..(words.End - 1)];
                if (close == ')')
                {
                    mode = ModeOf(inside);
                }
                else
                {
                    int comma = inside.IndexOf((byte)',');
                    group = comma < 0 ? null : texts.Get(inside[..comma].Trim((byte)' '));
                    owner = texts.Get(inside[(comma + 1)..].Trim((byte)' '));
                }
            }
            else if (!NumericDate.TryReadNamed(word, out NumericDate found))
            {
                if (!IsBlocks(word) && !TimeOfDay.TryRead(word, out time))
                {
                    return false;
                }
            }
            else
            {
                date = found;
            }
        }

        bool directory = semicolon > 4 && Ascii.EqualsIgnoreCase(line[(semicolon - 4)..semicolon], ".DIR"u8);
        byte[] raw = line.ToArray();
        ListedTime modified = date == default ? default : date.At(time);
        if (date == default && line.IndexOf((byte)'%') < from)
        {
            return false;
        }

        entry = new ListedEntry
        {
            Name = raw.AsMemory(0, directory ? semicolon - 4 : line[..from].TrimEnd((byte)' ').Length),
            Kind = directory ? EntryKind.Directory : EntryKind.File,
            Modified = date == default ? null : modified.Value,
            Precision = modified.Precision,
            IsLocalTime = date != default,
            Mode = mode,
            Owner = owner,
            Group = group,
            Raw = raw,
        };
        return true;
    }

    // Blocks of 512 bytes, used and allocated: too coarse to be a length.
    private static bool IsBlocks(ReadOnlySpan<byte> word)
    {
        int slash = word.IndexOf((byte)'/');
        return Number.TryRead(slash < 0 ? word : word[..slash], out _) && (slash < 0 || Number.TryRead(word[(slash + 1)..], out _));
    }

    // System, owner, group, world; to delete and to write are two things there.
    private static int ModeOf(ReadOnlySpan<byte> protection)
    {
        int mode = 0;
        int place = 0;
        foreach (Range range in protection.Split((byte)','))
        {
            if (place is >= 1 and <= 3)
            {
                ReadOnlySpan<byte> letters = protection[range];
                int bits = (letters.Contains((byte)'R') ? 4 : 0) | (letters.Contains((byte)'W') ? 2 : 0) | (letters.Contains((byte)'E') ? 1 : 0);
                mode |= bits << (3 * (3 - place));
            }

            place++;
        }

        return mode;
    }
}
