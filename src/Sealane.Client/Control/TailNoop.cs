using Sealane.Protocol;

namespace Sealane.Client.Control;

/// <summary>
/// NOOP now and then while bytes still come of a download that the server has already called complete: else a firewall may forget the control connection. Nothing else
/// is due then, so each answer is its own NOOP's, however late it comes. One for a link; a transfer switches it on and off.
/// </summary>
internal sealed class TailNoop(ControlLink link) : IDisposable
{
    private readonly Lock _gate = new();
    private ITimer? _timer;
    private bool _runs;
    private PendingReply? _last;

    internal void Start()
    {
        TimeSpan interval = link.Options.Commands.NoopInterval;
        lock (_gate)
        {
            _runs = true;
            _timer ??= link.Options.Time.CreateTimer(static state => ((TailNoop)state!).Say(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _ = _timer.Change(interval, interval);
        }
    }

    /// <summary>From when this returns, none is sent.</summary>
    internal void Stop()
    {
        lock (_gate)
        {
            if (_runs)
            {
                _runs = false;
                _ = _timer!.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private void Say()
    {
        lock (_gate)
        {
            // A server that is busy with the data answers afterwards: one question is enough until then.
            if (_runs && link.IsUsable && _last is not { Final.IsCompleted: false })
            {
                _ = SayAsync();
            }
        }
    }

    private async Task SayAsync()
    {
        try
        {
            // In its place in the queue before this returns to whoever holds the gate. Any time for the answer: the transfer has its own deadline.
            PendingReply[] pending = await link.Channel.SendAsync(TimeSpan.Zero, CommandLine.Of("NOOP")).ConfigureAwait(false);
            _last = pending[0];
        }
        catch (FtpsException)
        {
            // The connection is gone; whoever uses it next is told.
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _runs = false;
            _timer?.Dispose();
        }
    }
}
