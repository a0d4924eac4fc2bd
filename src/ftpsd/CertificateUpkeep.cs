using Sealane.Server;
using Sealane.Server.Control;

namespace Sealane.Daemon;

/// <summary>The keeper of the configuration in use, at work: a reload with other certificate options brings another keeper.</summary>
internal sealed class CertificateUpkeep : IAsyncDisposable
{
    private CancellationTokenSource _stop = new();
    private Task _work = Task.CompletedTask;
    private volatile CertificateKeeper? _keeper;

    /// <summary>The certificate in use; empty without TLS.</summary>
    public IReadOnlyList<CertificateStatus> InUse => _keeper?.InUse is { } status ? [status] : [];

    /// <summary>Lets a keeper that has loaded its certificate look after it; the one before it is sent home.</summary>
    /// <param name="keeper">Null without TLS.</param>
    /// <param name="server">Gets the certificates that come later.</param>
    public async Task UseAsync(CertificateKeeper? keeper, FtpsServer server)
    {
        await StopAsync().ConfigureAwait(false);
        _keeper = keeper;
        _stop = new CancellationTokenSource();
        _work = keeper?.KeepAsync(server, _stop.Token) ?? Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task StopAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _work.ConfigureAwait(false);
    }
}
