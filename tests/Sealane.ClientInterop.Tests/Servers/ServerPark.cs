using System.Collections.Concurrent;
using Sealane.ClientInterop.Tests.Servers;

[assembly: AssemblyFixture(typeof(ServerPark))]

// The servers, namespaces and terminals that these tests need are those of Unix.
[assembly: System.Runtime.Versioning.UnsupportedOSPlatform("windows")]

namespace Sealane.ClientInterop.Tests.Servers;

/// <summary>The servers of a test run: each is started when the first test asks for it, and ended after the last test.</summary>
public sealed class ServerPark : IAsyncDisposable
{
    private readonly ConcurrentDictionary<(ServerKind, TlsRange), Lazy<Task<ForeignServer>>> _running = new();

    /// <summary>A running server, shared: tests work in directories of their own.</summary>
    internal Task<ForeignServer> OpenAsync(ServerKind kind, TlsRange tls = TlsRange.Both) =>
        _running.GetOrAdd((kind, tls), key => new Lazy<Task<ForeignServer>>(() => StartAsync(key.Item1, key.Item2))).Value;

    /// <summary>A server of one test's own, for the test to dispose.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="tls">What it speaks.</param>
    /// <param name="settings">Lines of configuration on top (vsftpd, ProFTPD and our own).</param>
    internal static async Task<ForeignServer> StartAsync(ServerKind kind, TlsRange tls, string settings = "")
    {
        ForeignServer server = kind switch
        {
            ServerKind.Vsftpd => new VsftpdServer(tls, settings),
            ServerKind.ProFtpd => new ProFtpdServer(tls, settings),
            ServerKind.PureFtpd when settings.Length == 0 => new PureFtpdServer(tls),
            ServerKind.Pyftpdlib when settings.Length == 0 => new PyftpdlibServer(tls),
            ServerKind.Ftpsd => new FtpsdServer(tls, "YES", settings),
            ServerKind.FtpsdPrefer => new FtpsdServer(tls, "PREFER", settings),
            _ => throw new ArgumentException($"{kind} takes no settings", nameof(settings)),
        };
        await server.StartAsync();
        return server;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // Each of them, whatever becomes of the others: what is not ended here outlives the tests.
        List<Exception> failures = [];
        foreach (Lazy<Task<ForeignServer>> server in _running.Values)
        {
            if (server.Value.IsCompletedSuccessfully)
            {
                try
                {
                    await (await server.Value).DisposeAsync();
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    failures.Add(e);
                }
            }
        }

        if (failures.Count > 0)
        {
            throw new AggregateException(failures);
        }
    }
}
