using Microsoft.Win32.SafeHandles;
using Sealane.Protocol;

namespace Sealane.Server.Storage;

/// <summary>An upload into the target itself: at the end of an existing file, or anywhere in in-place mode.</summary>
/// <param name="path">The target.</param>
/// <param name="file">Open for writing; owned.</param>
/// <param name="position">Where the first byte goes.</param>
/// <param name="options">How files are kept.</param>
/// <param name="rollBack">True when an interrupted upload is cut off again, down to where it began.</param>
internal sealed class InPlaceWriter(FtpPath path, SafeFileHandle file, long position, LocalDiskOptions options, bool rollBack) : LocalFileWriter(path, file, position, options)
{
    private readonly long _start = position;

    /// <summary>Where this upload made the file, which goes with it if it is not committed; null for one that stays. Owned.</summary>
    public Place? MadeAt { get; init; }

    public override long ResumableLength => rollBack || Committed || MadeAt is not null ? 0 : Position;

    protected override void Publish()
    {
    }

    protected override void GiveUp()
    {
        if (MadeAt is { } place)
        {
            // Unless somebody has put another file in its place meanwhile; one that cannot be removed is what a kept one would be.
            bool still = LinuxCalls.Stat(File, out StatxRecord mine) == 0 && LinuxCalls.Stat(place.Parent, place.Name, out StatxRecord there) == 0
                && mine.Inode == there.Inode;
            _ = still ? LinuxCalls.Unlink(place.Parent, place.Name) : 0;
            return;
        }

        if (!rollBack || LinuxCalls.Stat(File, out StatxRecord record) != 0)
        {
            return;
        }

        // A failed write may have left some bytes beyond the position. Whoever else appended meanwhile holds no lock of ours, and theirs go too:
        // a whole line of a foreign writer behind half an upload could not be kept in its place anyway.
        if ((long)record.Size > _start)
        {
            FileCalls.Truncate(File, _start, Path);
        }
    }

    protected override void Release() => MadeAt?.Dispose();
}
