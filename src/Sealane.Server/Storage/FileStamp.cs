using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Sealane.Server.Storage;

/// <summary>What a file's inode says of its content, to know later whether it is still the same, without reading it. Take it before the file is read.</summary>
/// <remarks>The time of the last change counts as well: size and modification time can be set by whoever may write to the file, and a copy takes them along.</remarks>
internal readonly record struct FileStamp
{
    // Two changes within one tick of the file system's clock have the same time.
    private static readonly TimeSpan s_tooFresh = TimeSpan.FromSeconds(2);

    private readonly StatxRecord _record;
    private readonly int _errno;

    private FileStamp(in StatxRecord record, int errno, TimeProvider time)
    {
        (_record, _errno) = (record, errno);
        DateTime fresh = time.GetUtcNow().UtcDateTime - s_tooFresh;
        IsSettled = errno != 0 || (record.Modified < fresh && record.Changed < fresh);
    }

    /// <summary>False while another change could leave the same stamp: then a stamp that is the same says nothing.</summary>
    public bool IsSettled { get; }

    /// <summary>Of a file that is open.</summary>
    public static FileStamp Of(in StatxRecord record, TimeProvider time) => new(record, 0, time);

    /// <summary>Of what a path means now; nothing there is a stamp as well. Blocks for a look at the disk.</summary>
    public static FileStamp Of(string path, TimeProvider time)
    {
        StatxRecord record = default;
        using SafeFileHandle? file = LinuxCalls.Open(LinuxCalls.Terminated(Encoding.UTF8.GetBytes(path)), LinuxCalls.O_PATH, out int errno);
        errno = file is null ? errno : LinuxCalls.Stat(file, out record);
        return new FileStamp(record, errno, time);
    }

    /// <summary>True when nothing has changed since this stamp was taken, for certain.</summary>
    public bool StillHolds(in FileStamp now) =>
        IsSettled && _errno == now._errno && _record.IsSameFile(now._record) && _record.Size == now._record.Size && _record.TypeAndMode == now._record.TypeAndMode
        && _record.ModifiedSeconds == now._record.ModifiedSeconds && _record.ModifiedNanoseconds == now._record.ModifiedNanoseconds
        && _record.ChangedSeconds == now._record.ChangedSeconds && _record.ChangedNanoseconds == now._record.ChangedNanoseconds;
}
