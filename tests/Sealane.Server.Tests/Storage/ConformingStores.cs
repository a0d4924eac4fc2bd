using Sealane.Server.Storage;

namespace Sealane.Server.Tests.Storage;

public sealed class LocalDiskConformance : WholeUploadConformance
{
    private readonly DiskRoot _root = new();

    public LocalDiskConformance() => Store = _root.Open();

    protected override IFileStore Store { get; }

    public override void Dispose()
    {
        base.Dispose();
        _root.Dispose();
    }

    protected override IFileStore ViewOf(string account) => _root.Open(account);
}

public sealed class LocalDiskWalkConformance : WholeUploadConformance
{
    private readonly DiskRoot _root = new();

    public LocalDiskWalkConformance() => Store = _root.Open(walk: true);

    protected override IFileStore Store { get; }

    public override void Dispose()
    {
        base.Dispose();
        _root.Dispose();
    }

    protected override IFileStore ViewOf(string account) => _root.Open(account, walk: true);
}

public sealed class LocalDiskInPlaceConformance : FileStoreConformance
{
    private readonly DiskRoot _root = new();

    public LocalDiskInPlaceConformance() => Store = _root.Open(mode: UploadMode.InPlace);

    protected override IFileStore Store { get; }

    public override void Dispose()
    {
        base.Dispose();
        _root.Dispose();
    }
}

public sealed class MemoryStoreConformance : WholeUploadConformance
{
    private readonly MemoryStore _store = new("alice");

    protected override IFileStore Store => _store;

    protected override IFileStore ViewOf(string account) => _store.View(account);
}
