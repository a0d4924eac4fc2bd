using System.Runtime.InteropServices;
using Sealane.Protocol;

namespace Sealane.Server.Storage;

/// <summary>struct statx of linux/stat.h, as far as it is used; its layout is the same on every architecture.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct StatxRecord
{
    [FieldOffset(16)] public uint Links;
    [FieldOffset(20)] public uint Owner;
    [FieldOffset(24)] public uint Group;
    [FieldOffset(28)] public ushort TypeAndMode;
    [FieldOffset(32)] public ulong Inode;
    [FieldOffset(40)] public ulong Size;
    [FieldOffset(96)] public long ChangedSeconds;
    [FieldOffset(104)] public uint ChangedNanoseconds;
    [FieldOffset(112)] public long ModifiedSeconds;
    [FieldOffset(120)] public uint ModifiedNanoseconds;
    [FieldOffset(136)] public uint DeviceMajor;
    [FieldOffset(140)] public uint DeviceMinor;

    /// <summary>Major and minor number in one.</summary>
    public readonly ulong Device => ((ulong)DeviceMajor << 32) | DeviceMinor;

    private const long FirstSecond = -62_135_596_800, LastSecond = 253_402_300_799; // what DateTime can hold

    public readonly EntryKind Kind => (TypeAndMode & 0xF000) switch
    {
        0x8000 => EntryKind.File,
        0x4000 => EntryKind.Directory,
        0xA000 => EntryKind.SymbolicLink,
        _ => EntryKind.Other,
    };

    private readonly byte Special => (TypeAndMode & 0xF000) switch
    {
        0x1000 => (byte)'p',
        0x2000 => (byte)'c',
        0x6000 => (byte)'b',
        0xC000 => (byte)'s',
        _ => 0,
    };

    public readonly int Permissions => TypeAndMode & 0x1FF;

    public readonly DateTime Modified => Time(ModifiedSeconds, ModifiedNanoseconds);

    /// <summary>When content or attributes last changed. Unlike <see cref="Modified"/> nobody can set it.</summary>
    public readonly DateTime Changed => Time(ChangedSeconds, ChangedNanoseconds);

    private static DateTime Time(long seconds, uint nanoseconds) => seconds is < FirstSecond or > LastSecond
        ? DateTime.MinValue
        : DateTime.UnixEpoch.AddTicks((seconds * TimeSpan.TicksPerSecond) + (nanoseconds / 100));

    public readonly bool IsSameFile(in StatxRecord other) =>
        Inode == other.Inode && DeviceMajor == other.DeviceMajor && DeviceMinor == other.DeviceMinor;

    public readonly FileEntry ToEntry(ReadOnlyMemory<byte> name) => new()
    {
        Name = name,
        Kind = Kind,
        Special = Special,
        Length = (long)Size,
        Modified = Modified,
        Mode = TypeAndMode & 0xFFF,
        Links = Links,
        Owner = Owner,
        Group = Group,
        Device = Device,
        Inode = Inode,
    };
}
