using System.Buffers;
using System.Buffers.Binary;
using Sealane.Protocol;

namespace Sealane.Fuzz.Targets;

/// <summary>Entries with hostile names and numbers: one line each, ended by CRLF and nowhere else, facts readable, and bounded in size.</summary>
internal sealed class ListingTarget : FuzzTarget
{
    private const int NumbersLength = 48;

    private static readonly SearchValues<byte> s_modeLetters = SearchValues.Create("-dlsSrwxtT"u8);

    public override string Name => "listing";

    public override IReadOnlyList<byte[]> Dictionary { get; } =
        [[.. "\r\n"u8], [.. "; "u8], [.. " -> "u8], [.. "type=dir;"u8], [0x1B], [0], [0xFF, 0xFF, 0xFF, 0x7F], [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]];

    public override int Run(ReadOnlySpan<byte> input)
    {
        Span<byte> numbers = stackalloc byte[NumbersLength];
        input[..Math.Min(input.Length, NumbersLength)].CopyTo(numbers);
        byte[] name = input[Math.Min(input.Length, NumbersLength)..].ToArray();
        FileEntry entry = new()
        {
            Name = name,
            LinkTarget = name,
            Kind = (EntryKind)(numbers[0] & 3),
            Mode = BinaryPrimitives.ReadInt32LittleEndian(numbers[1..]),
            Length = BinaryPrimitives.ReadInt64LittleEndian(numbers[5..]),
            Links = BinaryPrimitives.ReadUInt32LittleEndian(numbers[13..]),
            Owner = BinaryPrimitives.ReadUInt32LittleEndian(numbers[17..]),
            Group = BinaryPrimitives.ReadUInt32LittleEndian(numbers[21..]),
            Device = BinaryPrimitives.ReadUInt64LittleEndian(numbers[25..]),
            Inode = BinaryPrimitives.ReadUInt64LittleEndian(numbers[33..]),
            Modified = new DateTime((long)(BinaryPrimitives.ReadUInt64LittleEndian(numbers[38..]) % ((ulong)DateTime.MaxValue.Ticks + 1)), DateTimeKind.Utc),
        };
        Facts facts = (Facts)numbers[47];
        return CheckList(entry, name) + CheckFacts(entry, facts, name);
    }

    private static int CheckList(in FileEntry entry, byte[] name)
    {
        ArrayBufferWriter<byte> output = new();
        ListWriter.Write(output, entry, new DateTime(2026, 11, 22, 0, 0, 0, DateTimeKind.Utc), TimeSpan.FromHours(1), "1000"u8, "1000"u8, name);
        ReadOnlySpan<byte> line = output.WrittenSpan;
        Require(line.EndsWith("\r\n"u8) && line[..^2].IndexOfAny("\r\n\0"u8) < 0, "LIST writes one line");
        Require(line.Length <= 128 + (2 * name.Length), "LIST's line is bounded");
        Require(line[10] == ' ' && !line[..10].ContainsAnyExcept(s_modeLetters), "LIST begins with a mode");
        return line[0];
    }

    private static int CheckFacts(in FileEntry entry, Facts facts, byte[] name)
    {
        ArrayBufferWriter<byte> output = new();
        FactsWriter.Write(output, entry, facts, "adfrw"u8, default, name);
        ReadOnlySpan<byte> line = output.WrittenSpan;
        bool speakable = name.AsSpan().IndexOfAny("\r\n\0"u8) < 0;
        Require(speakable != line.IsEmpty, "MLSD writes every name that has a form on the wire");
        if (!speakable)
        {
            return 1000;
        }

        int blank = line.IndexOf((byte)' ');
        Require(line[(blank + 1)..].SequenceEqual([.. name, .. "\r\n"u8]), "MLSD's name follows the first blank");
        Require(blank == 0 || line[blank - 1] == ';', "every fact ends in a semicolon");
        int count = 0;
        foreach (Range range in line[..blank].Split((byte)';'))
        {
            ReadOnlySpan<byte> fact = line[..blank][range];
            int sign = fact.IndexOf((byte)'=');
            Require(fact.IsEmpty || (sign > 0 && (facts & FactNames.Parse(fact[..sign])) != 0), "only facts that were asked for are told");
            Require(!fact.StartsWith("modify="u8) || FtpTimestamp.TryParse(fact[7..], out _), "the modify fact is a time");
            count++;
        }

        return count * 256;
    }
}
