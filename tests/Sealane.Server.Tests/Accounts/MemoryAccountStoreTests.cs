using Sealane.Server.Accounts;

namespace Sealane.Server.Tests.Accounts;

public sealed class MemoryAccountStoreTests : AccountStoreConformance
{
    protected override IAccountEditor Store { get; } = new MemoryAccountStore();

    public override void Dispose()
    {
    }
}
