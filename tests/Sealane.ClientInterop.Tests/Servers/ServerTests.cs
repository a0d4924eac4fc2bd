namespace Sealane.ClientInterop.Tests.Servers;

/// <summary>Tests against the park's servers. A failing test shows what its servers wrote meanwhile.</summary>
public abstract class ServerTests(ServerPark park) : IDisposable
{
    private readonly List<(ForeignServer Server, int Before)> _used = [];
    private ScratchDirectory? _local;

    /// <summary>A directory of this test's own for local files.</summary>
    private protected ScratchDirectory Local => _local ??= new ScratchDirectory();

    private protected async Task<ForeignServer> ServerAsync(ServerKind kind, TlsRange tls = TlsRange.Both)
    {
        ForeignServer server = await park.OpenAsync(kind, tls);
        _used.Add((server, server.Log.Length));
        return server;
    }

    /// <summary>A local file of bytes that do not repeat.</summary>
    private protected string LocalFile(string name, int length)
    {
        File.WriteAllBytes(Local.File(name), Site.Bytes(length));
        return Local.File(name);
    }

    public virtual void Dispose()
    {
        if (TestContext.Current.TestState?.Result == TestResult.Failed)
        {
            foreach ((ForeignServer server, int before) in _used)
            {
                string log = server.Log;
                TestContext.Current.TestOutputHelper?.WriteLine($"--- {server.Name}'s log since this test began\n{log[Math.Min(before, log.Length)..]}");
            }
        }

        _local?.Dispose();
        GC.SuppressFinalize(this);
    }
}
