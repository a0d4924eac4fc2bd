using System.Net;
using System.Net.Sockets;
using Sealane.Shell.Settings;
using Sealane.Transport;

namespace Sealane.Shell.Remote;

/// <summary>Finds the addresses of names, and keeps them as the dns: settings say: asking takes longer than connecting on many networks.</summary>
/// <param name="settings">The settings in force.</param>
/// <param name="time">The clock.</param>
/// <param name="ask">Asks the system; reports failures as <see cref="SocketException"/>.</param>
internal sealed class HostAddresses(SettingStore settings, TimeProvider time, Func<string, CancellationToken, Task<IPAddress[]>> ask)
{
    // A name server that is overloaded is not helped by being asked at once again.
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();

    // In the order in which they were found.
    private readonly OrderedDictionary<string, (IPAddress[] Found, DateTimeOffset At)> _kept = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Asks until there is an answer, as often and as long as the settings allow.</summary>
    /// <exception cref="SocketException">There is no such host, or the last failure of the name service.</exception>
    /// <exception cref="DialException">It took longer than dns:fatal-timeout.</exception>
    public async Task<IPAddress[]> FindAsync(string host, CancellationToken cancellation)
    {
        long most = settings.Number("dns:max-retries", host);
        TimeSpan? limit = settings.Interval("dns:fatal-timeout", host);
        using var end = new CancellationTokenSource(limit is { } time1 && time1 < TimeSpan.FromMilliseconds(uint.MaxValue - 1) ? time1 : Timeout.InfiniteTimeSpan, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(end.Token, cancellation);
        for (long attempt = 1; ; attempt++)
        {
            try
            {
                return await FindOnceAsync(host, either.Token).ConfigureAwait(false);
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.TryAgain && (most == 0 || attempt < most))
            {
                await Task.Delay(s_pause, time, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                // Said below.
            }

            cancellation.ThrowIfCancellationRequested();
            if (end.IsCancellationRequested)
            {
                throw new DialException(DialFailure.NameNotFound, $"{host}: the name servers did not answer within {limit!.Value.TotalSeconds:0.#} s (dns:fatal-timeout)");
            }
        }
    }

    /// <summary>What is kept, or one question.</summary>
    /// <exception cref="SocketException">There is no such host, or the name service fails.</exception>
    public async Task<IPAddress[]> FindOnceAsync(string host, CancellationToken cancellation)
    {
        if (Kept(host) is { } known)
        {
            return known;
        }

        // The system's resolver may not let itself be cancelled.
        IPAddress[] found = await ask(host, cancellation).WaitAsync(cancellation).ConfigureAwait(false);
        Keep(host, found);
        return found;
    }

    private IPAddress[]? Kept(string host)
    {
        lock (_lock)
        {
            return settings.Flag("dns:cache-enable", host) && _kept.TryGetValue(host, out (IPAddress[] Found, DateTimeOffset At) entry)
                && (settings.Interval("dns:cache-expire", host) is not { } life || time.GetUtcNow() - entry.At < life)
                ? entry.Found
                : null;
        }
    }

    private void Keep(string host, IPAddress[] found)
    {
        lock (_lock)
        {
            _ = _kept.Remove(host);
            if (settings.Flag("dns:cache-enable", host))
            {
                _kept.Add(host, (found, time.GetUtcNow()));
            }

            for (long most = settings.Number("dns:cache-size"); _kept.Count > most;)
            {
                _kept.RemoveAt(0);
            }
        }
    }
}
