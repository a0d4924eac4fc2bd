using Sealane.Server.Storage;

namespace Sealane.Server.Tests.Storage;

/// <summary>Whether a file is still the one that was read.</summary>
public sealed class FileStampTests : IDisposable
{
    private static readonly DateTime s_then = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("sealane-stamp-");

    private string Path => System.IO.Path.Combine(_directory.FullName, "f");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void A_file_that_nobody_touches_stays_what_it_is_and_so_does_none()
    {
        Assert.True(Later().StillHolds(Later()));
        Write("one");
        Assert.True(Later().StillHolds(Later()));
    }

    [Fact]
    public void Every_change_shows_also_where_size_and_time_are_the_same()
    {
        FileStamp none = Later();
        Write("one");
        FileStamp one = Later();
        long changed = Changed();
        Assert.False(none.StillHolds(one));
        do
        {
            Write("two");
        }
        while (Changed() == changed); // the file system's clock goes in steps
        Assert.False(one.StillHolds(Later()));

        FileStamp two = Later();
        string other = Path + "-new";
        File.WriteAllText(other, "six");
        File.SetLastWriteTimeUtc(other, s_then);
        File.Move(other, Path, overwrite: true);
        Assert.False(two.StillHolds(Later()));
        File.Delete(Path);
        Assert.False(two.StillHolds(Later()));
        Assert.True(none.StillHolds(Later()));
    }

    [Fact]
    public void Of_a_file_that_has_just_changed_nothing_is_certain_whatever_time_it_claims()
    {
        Write("one");
        FileStamp fresh = FileStamp.Of(Path, TimeProvider.System);
        Assert.False(fresh.IsSettled);
        Assert.False(fresh.StillHolds(fresh));
    }

    private long Changed()
    {
        using Microsoft.Win32.SafeHandles.SafeFileHandle file = File.OpenHandle(Path);
        Assert.Equal(0, LinuxCalls.Stat(file, out StatxRecord record));
        return (record.ChangedSeconds * 1_000_000_000) + record.ChangedNanoseconds;
    }

    private void Write(string content)
    {
        File.WriteAllText(Path, content);
        File.SetLastWriteTimeUtc(Path, s_then);
    }

    private FileStamp Later() => FileStamp.Of(Path, new LaterTime());
}

/// <summary>An hour on, as if what was written now had been written long ago.</summary>
internal sealed class LaterTime : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromHours(1);
}
