using System.Net.Sockets;
using System.Text;

namespace Sealane.Interop.Tests.Network;

/// <summary>syslog_enable, with the tests in the place of the system's log daemon.</summary>
public sealed class SystemLogTests
{
    [Fact]
    public async Task Lines_reach_the_daemon_and_its_successor()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("sealane-log-").FullName, "log");
        Socket reader = Reader(path);
        await using (Site site = await Site.OpenAsync(NetworkScenario.Clear + $"xferlog_enable=YES\nsyslog_enable=YES\nsyslog_socket={path}\nvsftpd_log_file=file.log"))
        {
            (await NetworkScenario.RunAsync(site.Port, "passive_address")).Succeeded();
            Assert.Matches(@"^<94>[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d vsftpd\[\d+\]: \[demo\] OK LOGIN: Client ""127\.0\.0\.1""$", await UntilAsync(reader, "OK LOGIN"));

            reader.Dispose();
            File.Delete(path);
            (await NetworkScenario.RunAsync(site.Port, "passive_address")).Succeeded();
            reader = Reader(path);
            await UntilAsync(reader, "OK LOGIN");
            Assert.False(File.Exists(Path.Combine(site.Root, "file.log")));
        }

        reader.Dispose();
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    private static Socket Reader(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        return socket;
    }

    private static async Task<string> UntilAsync(Socket reader, string wanted)
    {
        byte[] buffer = new byte[8192];
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (true)
        {
            string line = Encoding.UTF8.GetString(buffer, 0, await reader.ReceiveAsync(buffer, SocketFlags.None, limit.Token));
            if (line.Contains(wanted, StringComparison.Ordinal))
            {
                return line;
            }
        }
    }
}
