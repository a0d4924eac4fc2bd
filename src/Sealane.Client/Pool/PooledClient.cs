namespace Sealane.Client;

/// <summary>A client lent by a pool; disposing gives it back.</summary>
public sealed class PooledClient : IAsyncDisposable
{
    private FtpsClientPool? _pool;

    internal PooledClient(FtpsClientPool pool, FtpsClient client)
    {
        _pool = pool;
        Client = client;
    }

    /// <summary>Yours until this object is disposed. Its working directory is whatever the borrower before left it at: use absolute paths, or change to one.</summary>
    public FtpsClient Client { get; }

    /// <summary>Tells the pool that a file was moved: from that it learns how many sessions are fastest.</summary>
    /// <param name="bytes">Its size.</param>
    public void CountTransfer(long bytes) => _pool?.CountTransfer(bytes);

    /// <summary>Gives the client back. One whose connection is lost is forgotten.</summary>
    public ValueTask DisposeAsync() => Interlocked.Exchange(ref _pool, null)?.ReturnAsync(Client) ?? default;
}
