using System.Runtime.InteropServices;
using Sealane.Bench;
using Sealane.Bench.Load;
using Sealane.Bench.Measure;
using Sealane.Bench.Peers;
using Sealane.Bench.Scenarios;

Settings settings;
try
{
    settings = Settings.Parse(args);
}
catch (Exception e) when (e is ArgumentException or FormatException)
{
    Console.Error.WriteLine($"{e.Message}\n{Settings.Usage}");
    return 2;
}

if (settings.Help)
{
    Console.WriteLine(Settings.Usage);
    return 0;
}

using CancellationTokenSource stop = new();
void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    stop.Cancel();
}

using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

LibC.RaiseOpenFiles();
Report.NoteLoad();
using TestBed bed = new(settings.Parent, settings.BigSize, settings.Plain);
using ClientTls tls = new(settings.Ciphers);
UnpackedPackages packages = new(Path.Combine(settings.Peers, "root"));
ServerUnderTest[] servers =
[
    new SealaneServer(bed, 0, settings.ServerBinary),
    new VsftpdServer(bed, 1, packages),
    new ProFtpdServer(bed, 2, packages),
    new PureFtpdServer(bed, 3, packages),
    new PyftpdlibServer(bed, 4, packages),
];
Scenario[] scenarios =
[
    new Download(),
    new Upload(),
    new SmallFileDownloads(1, settings.Scaled(2000)),
    new SmallFileDownloads(8, settings.Scaled(500)),
    new Noop(settings.Scaled(20_000)),
    new Listing("LIST", settings.Scaled(20)),
    new Listing("MLSD", settings.Scaled(20)),
    new IdleSessions(500),
    new IdleSessions(5000),
];
Runner runner = new(
    [.. servers.Where(server => Settings.Selects(settings.Servers, server.Id))],
    [.. scenarios.Where(scenario => Settings.Selects(settings.Only, scenario.Id))],
    settings.Plain ? null : tls,
    settings.Rounds,
    stop.Token);
List<Cell> cells = await runner.RunAsync();
Console.WriteLine(Report.Tables(cells));
if (settings.Json is not null)
{
    File.WriteAllText(settings.Json, Report.Json(cells));
}

return cells.Exists(cell => cell.Server.Unavailable is null && cell.Failure?.StartsWith("failed", StringComparison.Ordinal) == true) ? 1 : 0;
