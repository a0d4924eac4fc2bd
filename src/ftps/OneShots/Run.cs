using System.CommandLine;
using Sealane.Client;
using Sealane.Shell.OneShots.Events;

namespace Sealane.Shell.OneShots;

/// <summary>One run of a verb: its words, how its servers are reached, and what it reports.</summary>
internal sealed class Run(ParseResult words, Report report, ConnectionSettings settings, Logins logins, CancellationToken cancellation)
{
    public ParseResult Words { get; } = words;

    public Report Report { get; } = report;

    public ConnectionSettings Settings { get; } = settings;

    /// <summary>Cancelled by Ctrl-C and its relatives.</summary>
    public CancellationToken Cancellation { get; } = cancellation;

    /// <summary>Connections for one worker; the caller disposes them.</summary>
    public Connections NewConnections() => new(Settings, logins, Report);

    /// <summary>Does something for each place, several at a time if wished; one that fails is reported, and the others go on.</summary>
    /// <param name="items">What there is to do.</param>
    /// <param name="urlOf">Where it is.</param>
    /// <param name="parallel">How many at a time, each over a connection of its own.</param>
    /// <param name="work">Does it.</param>
    public async Task ForEachAsync<T>(IReadOnlyList<T> items, Func<T, RemoteUrl> urlOf, int parallel, Func<Connections, T, Task> work)
    {
        int next = -1;
        async Task WorkAsync()
        {
            await using Connections connections = NewConnections();
            for (int i = Interlocked.Increment(ref next); i < items.Count; i = Interlocked.Increment(ref next))
            {
                Cancellation.ThrowIfCancellationRequested();
                RemoteUrl url = urlOf(items[i]);
                try
                {
                    if (logins.HopelessBecause(url) is { } reason)
                    {
                        throw reason;
                    }

                    await work(connections, items[i]);
                }
                catch (Exception e) when (IsReported(e))
                {
                    Report.Fail(e, url);
                }
            }
        }

        await Task.WhenAll(Enumerable.Range(0, Math.Clamp(parallel, 1, Math.Max(1, items.Count))).Select(_ => WorkAsync()));
    }

    /// <summary>Failures that are an answer, not a fault of the program.</summary>
    public static bool IsReported(Exception e) =>
        e is FtpsException or Credentials.CredentialException or UsageFault or Client.Trust.TrustStoreException or Transport.Tls.CertificateException
            or UnauthorizedAccessException or ArgumentException || (e is IOException and not OutputClosedException);
}
