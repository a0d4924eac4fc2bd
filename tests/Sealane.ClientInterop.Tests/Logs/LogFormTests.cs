using System.Diagnostics;
using System.Globalization;

namespace Sealane.ClientInterop.Tests.Logs;

/// <summary>Where the form depends on the machine: the time zone, and the family of the socket.</summary>
public sealed class LogFormTests
{
    [Fact]
    public async Task Times_are_local_and_clients_of_a_socket_of_both_families_are_shown_as_vsftpd_shows_them()
    {
        const string zone = "Asia/Kolkata";
        Assert.SkipUnless(File.Exists($"/usr/share/zoneinfo/{zone}"), "no time zones are installed: apt-get install tzdata");
        using var directory = new ScratchDirectory();
        int port = Site.FreePort();
        string log = directory.File("vsftpd.log");
        string config = directory.Write("vsftpd.conf", $"""
            listen=NO
            listen_ipv6=YES
            listen_port={port}
            compat=vsftpd
            anonymous_enable=NO
            xferlog_enable=YES
            vsftpd_log_file={log}
            state_dir={directory.File("state")}
            nopriv_user=root

            """);
        ProcessStartInfo start = DaemonProcess.StartInfo(["serve", config], null);
        start.Environment["TZ"] = zone;
        await using DaemonProcess daemon = await DaemonProcess.StartAsync(start);
        using (PlainSession session = await PlainSession.OpenAsync(port))
        {
            await session.AskAsync("USER alice");
            await session.AskAsync("PASS wrong");
        }

        string[] lines = await LogFile.UntilAsync(log, "FAIL LOGIN");
        await daemon.StopAsync();
        Assert.Equal(["CONNECT: Client \"::ffff:127.0.0.1\"", "[alice] FAIL LOGIN: Client \"::ffff:127.0.0.1\""], lines.Select(LogFile.Comparable));
        var written = DateTime.ParseExact(lines[0][..24], "ddd MMM d HH:mm:ss yyyy", CultureInfo.InvariantCulture, DateTimeStyles.AllowInnerWhite);
        Assert.InRange(DateTime.UtcNow.AddHours(5.5) - written, TimeSpan.Zero, TimeSpan.FromMinutes(10));
    }
}
