using Sealane.Server.Storage;

namespace Sealane.Server.Tests.Storage;

/// <summary>An empty directory on this machine's disk, for one test: <c>home</c> is an account's root, everything else in it is outside.</summary>
internal sealed class DiskRoot : IDisposable
{
    private readonly DirectoryInfo _top;

    /// <param name="manyFiles">True to lie in memory where the system has such a place: a disk takes a while to make and remove 100,000 files.</param>
    public DiskRoot(bool manyFiles = false)
    {
        string memory = Path.Combine("/dev/shm", $"sealane-storage-{Guid.NewGuid():N}");
        _top = manyFiles && Directory.Exists("/dev/shm") ? Directory.CreateDirectory(memory) : Directory.CreateTempSubdirectory("sealane-storage-");
        Directory.CreateDirectory(Home);
    }

    public string Home => Path.Combine(_top.FullName, "home");

    public string Outside(string name) => Path.Combine(_top.FullName, name);

    public string Inside(string name) => Path.Combine(Home, name);

    public LocalDisk Open(string account = "alice", bool walk = false, UploadMode mode = UploadMode.Atomic, TimeProvider? time = null)
    {
        LocalDiskOptions options = new() { Account = account, UploadMode = mode, Time = time ?? TimeProvider.System };
        return walk ? new LocalDisk(new JailWalk(LocalDisk.OpenRoot(Home)), options) : LocalDisk.Open(Home, options);
    }

    /// <summary>Partials on disk, which no listing shows.</summary>
    public string[] Partials(string below = "") => Directory.GetFiles(Path.Combine(Home, below), ".sealane-part-*");

    public void Dispose() => _top.Delete(recursive: true);
}
