using System.Text;
using Microsoft.Win32.SafeHandles;
using Sealane.Protocol;
using Sealane.Server.Storage;

namespace Sealane.Server.Logging;

/// <summary>
/// Notices that a log file was renamed or removed under its writer. logrotate tells a server by a signal where its file says so; Debian's file for vsftpd does not,
/// because vsftpd opens its log for each session.
/// </summary>
/// <param name="path">Where the log is to be, absolute.</param>
/// <param name="time">Where time comes from.</param>
internal sealed class LogPlace(string path, TimeProvider time)
{
    // After renaming, logrotate makes the new file itself, with its owner and mode; one of ours in that moment would be in its way.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private long? _missingSince;
    private (ulong Device, ulong Inode)? _refused;

    private static (ulong Device, ulong Inode) Nothing => default;

    /// <summary>True when something else is at the path by now, or nothing has been for a while.</summary>
    internal bool HasLeft(SafeFileHandle open)
    {
        if (!OperatingSystem.IsLinux() || LinuxCalls.Stat(open, out StatxRecord own) != 0 || own.Kind != EntryKind.File)
        {
            return false;
        }

        (ulong Device, ulong Inode) there = Look(open);
        if (there == (own.Device, own.Inode))
        {
            (_missingSince, _refused) = (null, null);
            return false;
        }

        if (there == Nothing)
        {
            _missingSince ??= time.GetTimestamp();
            return _refused != there && time.GetElapsedTime(_missingSince.Value) >= s_patience;
        }

        _missingSince = null;
        return _refused != there;
    }

    /// <summary>What is at the path now cannot be opened: it is not tried again before something else is.</summary>
    internal void Refuse(SafeFileHandle open)
    {
        if (OperatingSystem.IsLinux())
        {
            _refused = Look(open);
        }
    }

    [System.Runtime.Versioning.SupportedOSPlatform("linux")]
    private (ulong Device, ulong Inode) Look(SafeFileHandle open)
    {
        bool found = Stat(path, out StatxRecord there);
        if (found && there.Kind == EntryKind.SymbolicLink)
        {
            found = Target() is { } target && Stat(target, out there);
        }

        return found ? (there.Device, there.Inode) : Nothing;

        // Absolute paths: the handle, which is no directory, does not matter.
        bool Stat(string place, out StatxRecord record) => LinuxCalls.Stat(open, Encoding.UTF8.GetBytes(place + "\0"), out record) == 0;
    }

    private string? Target()
    {
        try
        {
            return File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName;
        }
        catch (IOException)
        {
            // It went away between two looks, or leads nowhere.
            return null;
        }
    }
}
