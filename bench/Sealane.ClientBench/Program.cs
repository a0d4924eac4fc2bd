using System.Runtime.InteropServices;
using Sealane.ClientBench;
using Sealane.ClientBench.Clients;
using Sealane.ClientBench.Servers;
using Sealane.ClientInterop.Tests.Relays;

// Below the kernel's ephemeral range (32768 up), so that no client port can take a passive one, and away from the tests' (10000 to 20000).
const int NearPort = 21_021, FarPort = 21_031, OwnPort = 21_041, NearPassive = 22_000, FarPassive = 24_000, OwnPassive = 26_000, NearPorts = 1500, FarPorts = 400;

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

string[] missing = [.. ((string[])[settings.Ftps, settings.Ftpsd, Vsftpd.Program, "/usr/bin/lftp", "/usr/bin/curl", "/usr/bin/unshare"]).Where(path => !File.Exists(path))];
if (missing.Length > 0 || !Environment.IsPrivilegedProcess)
{
    Console.Error.WriteLine(missing.Length > 0 ? $"missing: {string.Join(", ", missing)}" : "vsftpd needs root");
    return 2;
}

using CancellationTokenSource stop = new();
void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    stop.Cancel();
}

using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

Report.NoteLoad();
await using Relay relay = Relay.Start(FarPort, FarPort, [FarPort, .. Enumerable.Range(FarPassive, FarPorts)], settings.RoundTrip);
using Bed bed = new(settings.Parent, settings.BigSize, [settings.Files, settings.FarFiles, settings.FarFew], ["127.0.0.1", relay.Address.ToString()]);
using ServerProcess nearServer = await Vsftpd.StartAsync(bed, "vsftpd", NearPort, NearPassive, NearPassive + NearPorts - 1, "127.0.0.1");
using ServerProcess farServer = await Vsftpd.StartAsync(bed, "vsftpd-far", FarPort, FarPassive, FarPassive + FarPorts - 1, relay.Address.ToString());
using ServerProcess ownServer = await Ftpsd.StartAsync(bed, settings.Ftpsd, OwnPort, OwnPassive, OwnPassive + NearPorts - 1);
Site near = new("vsftpd", "localhost", NearPort), far = new("vsftpd through the relay", relay.Address.ToString(), FarPort), own = new("ftpsd", "localhost", OwnPort);

if (settings.Serve)
{
    Console.WriteLine($"vsftpd {near.Host}:{near.Port}, 20 ms away {far.Host}:{far.Port}; ftpsd {own.Host}:{own.Port}; {Bed.User}, {Bed.Password}; {bed.Root}");
    await Task.Delay(Timeout.Infinite, stop.Token).ContinueWith(_ => { }, TaskScheduler.Default);
    return 0;
}

Client[] clients = [.. ((Client[])[new FtpsProgram(bed, settings.Ftps), new LftpProgram(bed), new CurlProgram(bed)]).Where(client => Settings.Selects(settings.Clients, client.Name))];
List<Row> rows = [.. Programme.Rows(settings, clients, near, far, own).Where(row => Settings.Selects(settings.Only, row.Id))];
Runner runner = new(bed, settings.Rounds, stop.Token);
runner.WarmUp(clients, near);
rows.ForEach(runner.Run);
Console.WriteLine(Report.Tables(rows, clients, $"vsftpd {Bed.Run("", "dpkg-query", "-W", "-f", "${Version}", "vsftpd").Trim()}; small files of {Bed.SmallSize} bytes, large file of {settings.BigSize >> 20} MiB, all in memory."));
if (settings.Json is not null)
{
    File.WriteAllText(settings.Json, Report.Json(rows));
}

return rows.Exists(row => row.Entrants.Any(entrant => entrant.Failure is not null)) ? 1 : 0;
