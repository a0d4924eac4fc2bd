using Sealane.Server.Storage;

namespace Sealane.Server.Tests.Storage;

/// <summary>An empty directory on this machine's disk, for one test: <c>home</c> is an account's root, everything else in it is outside.</summary>
internal sealed class DiskRoot : IDisposable
{
    private readonly DirectoryInfo _top = Directory.CreateTempSubdirectory("sealane-storage-");

    public DiskRoot() => Directory.CreateDirectory(Home);

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
