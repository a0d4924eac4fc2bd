namespace Sealane.Interop.Tests.Daemons;

/// <summary>Tests of one client against one shared server; a failing test shows what the server said meanwhile.</summary>
public abstract class ClientTests : IDisposable
{
    private readonly int _saidBefore;

    private protected ClientTests(SharedSite shared)
    {
        Site = shared.Site;
        _saidBefore = Site.Daemon.Error.Length;
    }

    private protected Site Site { get; }

    public void Dispose()
    {
        if (TestContext.Current.TestState?.Result == TestResult.Failed)
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"--- ftpsd's log of this test\n{Site.Daemon.Error[_saidBefore..]}");
        }

        GC.SuppressFinalize(this);
    }
}
