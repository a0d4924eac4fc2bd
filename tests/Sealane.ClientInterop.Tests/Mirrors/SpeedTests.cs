#pragma warning disable CA1826
using System.Diagnostics;
using Sealane.Client;
using Sealane.Client.Mirroring;
using Sealane.ClientInterop.Tests.Matrix;
using Sealane.ClientInterop.Tests.Relays;
using Sealane.ClientInterop.Tests.Servers;

namespace Sealane.ClientInterop.Tests.Mirrors;

public sealed class SpeedTests(ServerPark park) : ClientTests(park)
{
    [Theory]
    [InlineData(ServerKind.Vsftpd, 0, 500)]
    [InlineData(ServerKind.Vsftpd, 20, 150)]
    public async Task Speed(ServerKind kind, int rtt, int count)
    {
        ForeignServer server = await ServerAsync(kind);
        await using Relay? relay = rtt > 0 ? Relay.Start(server, TimeSpan.FromMilliseconds(rtt)) : null;
        string host = relay?.Address.ToString() ?? "127.0.0.1";
        string source = Local.File("src");
        Directory.CreateDirectory(source);
        for (int i = 0; i < count; i++)
        {
            File.WriteAllBytes(Path.Combine(source, $"f{i}"), Site.Bytes(1024));
        }

        string Out(string text) { File.AppendAllText("/tmp/mirror-speed.txt", text + "\n"); return text; }
        foreach (int? sessions in (int?[])[1, 5, null])
        {
            (string dir, string path) = server.MakeDirectory();
            int commands = 0;
            FtpsClientOptions options = Options(server, host) with { Trace = line => { if (line.Source == ControlLineSource.Sent) { Interlocked.Increment(ref commands); } } };
            await using var pool = new FtpsClientPool(options, new FtpsClientPoolOptions { FixedSessions = sessions });
            var w = Stopwatch.StartNew();
            MirrorReport up = await Mirror.UploadAsync(pool, source, "/" + dir, null, null, Cancellation);
            Out($"{kind} {rtt}ms P{sessions} up {count}: {w.Elapsed.TotalSeconds:0.00}s {w.Elapsed.TotalMilliseconds / count:0.00} ms/file commands/file {commands * 1.0 / count:0.00} sessions {up.Sessions} errors {up.Errors.Count} {up.Errors.FirstOrDefault()?.Message}");
            commands = 0;
            w.Restart();
            string back = Local.File($"back{sessions}");
            MirrorReport down = await Mirror.DownloadAsync(pool, "/" + dir, back, null, null, Cancellation);
            Out($"{kind} {rtt}ms P{sessions} down {count}: {w.Elapsed.TotalSeconds:0.00}s {w.Elapsed.TotalMilliseconds / count:0.00} ms/file commands/file {commands * 1.0 / count:0.00} sessions {down.Sessions} limit {pool.Limit} errors {down.Errors.Count} {down.Errors.FirstOrDefault()?.Message} new {down.NewFiles}");
            w.Restart();
            MirrorReport again = await Mirror.DownloadAsync(pool, "/" + dir, back, null, null, Cancellation);
            Out($"   again {w.Elapsed.TotalSeconds:0.00} changed {again.Changed}");
        }

        foreach (int p in (int[])[1, 5])
        {
            (string dir, string path) = server.MakeDirectory();
            string lftp(string cmd) => $"set ssl:ca-file {server.CaFile}; set ftp:ssl-force yes; set cmd:fail-exit yes; open -u ftptest,'p:ss w%rd' -p {server.Port} {host}; {cmd}";
            var w = Stopwatch.StartNew();
            var r = await Tool.RunAsync("lftp", ["-c", lftp($"mirror -R -P{p} {source} /{dir}")]);
            Out($"lftp {rtt}ms P{p} up {w.Elapsed.TotalSeconds:0.00}s {w.Elapsed.TotalMilliseconds / count:0.00} ms/file {r.ExitCode}");
            w.Restart();
            r = await Tool.RunAsync("lftp", ["-c", lftp($"mirror -P{p} /{dir} {Local.File($"l{p}")}")]);
            Out($"lftp {rtt}ms P{p} down {w.Elapsed.TotalSeconds:0.00}s {w.Elapsed.TotalMilliseconds / count:0.00} ms/file {r.ExitCode} {Directory.GetFiles(Local.File($"l{p}")).Length}");
        }
    }

    [Theory]
    [InlineData(TlsRange.Only12)]
    [InlineData(TlsRange.Only13)]
    public async Task Trips(TlsRange tls)
    {
        ForeignServer server = await ServerAsync(ServerKind.Vsftpd, tls);
        await using Relay relay = Relay.Start(server, TimeSpan.FromMilliseconds(100));
        string source = Local.File("src");
        Directory.CreateDirectory(source);
        for (int i = 0; i < 5; i++)
        {
            File.WriteAllBytes(Path.Combine(source, $"f{i}"), Site.Bytes(1024));
        }

        (string dir, string path) = server.MakeDirectory();
        var w = Stopwatch.StartNew();
        FtpsClientOptions options = Options(server, relay.Address.ToString()) with { Trace = line => File.AppendAllText($"/tmp/trips-{tls}.txt", $"{w.Elapsed.TotalMilliseconds:0} {line.Source} {line.Text}\n") };
        await using var pool = new FtpsClientPool(options, new FtpsClientPoolOptions { FixedSessions = 1 });
        _ = await Mirror.UploadAsync(pool, source, "/" + dir, null, null, Cancellation);
        _ = await Mirror.DownloadAsync(pool, "/" + dir, Local.File("b"), null, null, Cancellation);
    }
}
