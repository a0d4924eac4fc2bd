using System.Globalization;
using System.Text.RegularExpressions;

namespace Sealane.ClientInterop.Tests.Logs;

/// <summary>logrotate's ways of doing it, while clients keep the server busy: rename, and SIGUSR1 or, as Debian's file for vsftpd has it, a new file and no signal. Nothing is lost, doubled or torn.</summary>
public sealed class RotationTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Every_line_is_in_one_of_the_files_once(bool signalled)
    {
        const int clients = 4, rotations = 6;
        await using Site site = await Site.OpenAsync("force_local_logins_ssl=NO\nxferlog_enable=YES\nvsftpd_log_file=vsftpd.log");
        string log = Path.Combine(site.Root, "vsftpd.log");
        using CancellationTokenSource enough = new();
        Task<int[]> load = Task.WhenAll(Enumerable.Range(0, clients).Select(client => WorkAsync(site.Port, client, enough.Token)));
        for (int rotation = 1; rotation <= rotations; rotation++)
        {
            // Some lines to each file.
            await LogFile.UntilAsync(log, "OK (MK|RM)DIR");
            File.Move(log, $"{log}.{rotation}");
            if (signalled)
            {
                await site.Daemon.SignalAsync("USR1");
                await site.Daemon.WaitForAsync(_ => Regex.Count(site.Daemon.Error, @"ftpsd\[6013\]") == rotation);
            }
            else
            {
                await using FileStream made = new(log, FileMode.CreateNew);
            }
        }

        await LogFile.UntilAsync(log, "OK (MK|RM)DIR");
        await enough.CancelAsync();
        int[] rounds = await load;
        await site.Daemon.StopAsync();
        string[] files = [log, .. Enumerable.Range(1, rotations).Select(rotation => $"{log}.{rotation.ToString(CultureInfo.InvariantCulture)}")];
        Assert.All(files, file => Assert.NotEqual(0, new FileInfo(file).Length));
        string[] lines = [.. files.SelectMany(File.ReadAllLines).Select(LogFile.Comparable)];
        IEnumerable<string> expected = Enumerable.Range(0, clients).SelectMany(client => Enumerable.Range(0, rounds[client]).SelectMany(round =>
            new[] { $"OK MKDIR: Client \"127.0.0.1\", \"/d-{client}-{round}\"", $"OK RMDIR: Client \"127.0.0.1\", \"/d-{client}-{round}\"" }));
        Assert.Equal(
            expected.Select(line => $"[{Site.User}] {line}").Order(StringComparer.Ordinal),
            lines.Where(line => line.Contains("DIR: ", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    /// <summary>Returns how many directories it made and removed.</summary>
    private static async Task<int> WorkAsync(int port, int client, CancellationToken enough)
    {
        using PlainSession session = await PlainSession.OpenAsync(port);
        await session.LogInAsync(Site.User, Site.Password);
        int round = 0;
        for (; !enough.IsCancellationRequested; round++)
        {
            await session.AskAsync($"MKD d-{client}-{round}");
            await session.AskAsync($"RMD d-{client}-{round}");
        }

        await session.AskAsync("QUIT");
        return round;
    }
}
