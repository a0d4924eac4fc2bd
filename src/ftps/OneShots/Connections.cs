using Sealane.Client;
using Sealane.Client.Trust;
using Sealane.Shell.OneShots.Events;

namespace Sealane.Shell.OneShots;

/// <summary>The connections of one worker, one per server and login, made when first needed; and the patience with failures that pass.</summary>
internal sealed class Connections(ConnectionSettings settings, Logins logins, Report report) : IAsyncDisposable
{
    private const int CustomaryRetries = 3;
    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(30);

    private readonly Dictionary<string, FtpsClient> _clients = new(StringComparer.Ordinal);

    public ConnectionSettings Settings => settings;

    /// <summary>Does something on the connection of a URL, again if it fails for a reason that may pass.</summary>
    /// <param name="url">Where.</param>
    /// <param name="work">Gets the client and the number of the attempt, from 0.</param>
    /// <param name="cancellation">Ends work and waiting.</param>
    /// <param name="repeats">Whether it can be done again after a failure; null for always.</param>
    /// <exception cref="FtpsException">It failed for good.</exception>
    public async Task<T> UseAsync<T>(RemoteUrl url, Func<FtpsClient, int, Task<T>> work, CancellationToken cancellation, Func<FtpsException, bool>? repeats = null)
    {
        string key = Logins.KeyOf(url);
        for (int attempt = 0; ; attempt++)
        {
            bool wasConnected = _clients.ContainsKey(key);
            try
            {
                FtpsClient client = await OpenAsync(url, key, cancellation);
                wasConnected = true;
                return await work(client, attempt);
            }
            catch (FtpsException e) when (e.IsTransient && attempt < (settings.Retries ?? CustomaryRetries) && (repeats?.Invoke(e) ?? true)
                && (wasConnected || settings.Retries is not null || e.Failure == FtpsFailure.TooManyConnections))
            {
                // Half a wait to a whole one: workers that failed together should not come back together.
                TimeSpan wait = TimeSpan.FromSeconds(Math.Min(Math.Pow(2, attempt), s_longestWait.TotalSeconds) * (0.5 + (Random.Shared.NextDouble() / 2)));
                report.Retry(attempt + 1, settings.Retries ?? CustomaryRetries, wait, e);
                await Task.Delay(wait, cancellation);
            }
            catch (Exception e) when (!wasConnected && e is not OperationCanceledException)
            {
                logins.GiveUp(url, e);
                throw;
            }
        }
    }

    /// <summary>The same for work without a result.</summary>
    public Task UseAsync(RemoteUrl url, Func<FtpsClient, int, Task> work, CancellationToken cancellation) => UseAsync(
        url,
        async (client, attempt) =>
        {
            await work(client, attempt);
            return true;
        },
        cancellation);

    /// <summary>The options for a server, credentials included.</summary>
    public async Task<FtpsClientOptions> OptionsAsync(RemoteUrl url, CancellationToken cancellation) =>
        settings.OptionsFor(url, await logins.FindAsync(url, cancellation), report.Warn, settings.IsVerbose ? report.Trace : null);

    private async Task<FtpsClient> OpenAsync(RemoteUrl url, string key, CancellationToken cancellation)
    {
        if (_clients.TryGetValue(key, out FtpsClient? client))
        {
            if (client.IsConnected)
            {
                return client;
            }

            await client.ReconnectAsync(cancellation);
            return client;
        }

        FtpsClientOptions options = await OptionsAsync(url, cancellation);
        client = await FtpsClient.ConnectAsync(options, cancellation);
        _clients.Add(key, client);
        Remark(report, client);
        return client;
    }

    /// <summary>Says what should not stay so about a connection.</summary>
    public static void Remark(Report report, FtpsClient client)
    {
        FtpsClientOptions options = client.Options;
        if (client.Server.Tls is null)
        {
            report.Warn($"{options.Host} is spoken to without TLS: everybody on the way can read and change everything, the password too");
        }
        else if (client.Server.Trust?.Source == TrustSource.NotVerified)
        {
            report.Warn($"the certificate of {options.Host} is not verified (--insecure-no-verify): whoever is in between can read and change everything, the password too. To verify it once and for all: ftps trust add {options.Host}{(options.Port == 0 ? "" : $":{options.Port}")}");
        }
        else
        {
            foreach (string warning in client.Server.Trust?.Warnings ?? [])
            {
                report.Warn(warning);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (FtpsClient client in _clients.Values)
        {
            await client.DisposeAsync();
        }
    }
}
