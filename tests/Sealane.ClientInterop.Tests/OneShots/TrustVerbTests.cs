using System.Text.RegularExpressions;
using Sealane.ClientInterop.Tests.Servers;

namespace Sealane.ClientInterop.Tests.OneShots;

/// <summary>Vouching for servers from scripts, and the first minute with our own server.</summary>
public sealed class TrustVerbTests(ServerPark park) : OneShotTests(park)
{
    [Theory]
    [InlineData(ServerKind.Vsftpd, false)]
    [InlineData(ServerKind.Vsftpd, true)]
    [InlineData(ServerKind.PureFtpd, false)]
    public async Task The_line_of_a_refusal_works_as_printed(ServerKind kind, bool isImplicit)
    {
        ForeignServer server = await ServerAsync(kind);
        string url = isImplicit ? $"ftps://{ForeignServer.UserName}@localhost:{server.ImplicitPort}/" : Url(server, "");
        Ftps.Environment["LFTP_PASSWORD"] = ForeignServer.Password;
        ProgramRun refused = (await Ftps.RunAsync(["ls", url])).Ended(4);
        string[] line = Regex.Match(refused.Error, @"ftps (trust add \S+ --pin \S+)").Groups[1].Value.Split(' ');
        ProgramRun added = (await Ftps.RunAsync(line)).Ended(0);
        Assert.Contains(line[^1].Replace("sha256:", "spki-sha256:", StringComparison.Ordinal), added.Output, StringComparison.Ordinal);
        (await Ftps.RunAsync(["ls", url])).Ended(0);

        ProgramRun list = (await Ftps.RunAsync(["trust", "list", "--json"])).Ended(0);
        Assert.Equal(isImplicit ? server.ImplicitPort : server.Port, Assert.Single(list.Of("server")).GetProperty("port").GetInt32());
        (await Ftps.RunAsync(["trust", "remove", line[2]])).Ended(0);
        (await Ftps.RunAsync(["trust", "remove", line[2]])).Ended(3);
        (await Ftps.RunAsync(["ls", url])).Ended(4);
    }

    [Fact]
    public async Task Nothing_is_noted_without_a_reason()
    {
        ForeignServer server = await ServerAsync(ServerKind.ProFtpd);
        string host = $"localhost:{server.Port}", wrong = "sha256:" + Convert.ToBase64String(new byte[32]);
        ProgramRun asked = (await Ftps.RunAsync(["trust", "add", host])).Ended(4);
        Assert.Contains($"ftps trust add {host} --pin sha256:", asked.Error, StringComparison.Ordinal);
        (await Ftps.RunAsync(["trust", "add", host, "--pin", wrong])).Ended(4);
        (await Ftps.RunAsync(["trust", "add", host, "--pin", wrong, "--yes"])).Ended(4);
        Assert.Equal("", (await Ftps.RunAsync(["trust", "list"])).Ended(0).Output);

        (await Ftps.RunAsync(["trust", "add", host, "--ca", server.CaFile])).Ended(0);
        Ftps.Environment["LFTP_PASSWORD"] = ForeignServer.Password;
        (await Ftps.RunAsync(["ls", Url(server, "")])).Ended(0);
        Assert.Contains("ca-sha256:", (await Ftps.RunAsync(["trust", "list", host])).Ended(0).Output, StringComparison.Ordinal);

        // Another server on the same name has another key: the pin of a URL decides for itself.
        ForeignServer other = await ServerAsync(ServerKind.Ftpsd);
        string pin = Regex.Match((await Ftps.RunAsync(["trust", "add", $"localhost:{other.Port}"])).Ended(4).Error, @"sha256:\S+").Value;
        (await Ftps.RunAsync(["ls", $"{Url(other, "")};pin={pin}"])).Ended(0);
        (await Ftps.RunAsync(["ls", $"{Url(other, "")};pin={wrong}"])).Ended(4);
        (await Ftps.RunAsync(["ls", "--pin", pin, Url(other, "")])).Ended(0);
    }

    [Fact]
    public async Task A_changed_key_is_replaced_only_on_demand()
    {
        ForeignServer first = await ServerPark.StartAsync(ServerKind.FtpsdPrefer, TlsRange.Both);
        await using (first)
        {
            string host = $"localhost:{first.Port}";
            string pin = Regex.Match((await Ftps.RunAsync(["trust", "add", host])).Ended(4).Error, @"sha256:\S+").Value;
            string known = Path.Combine(Ftps.Home, ".config", "sealane", "known_servers");
            _ = Directory.CreateDirectory(Path.GetDirectoryName(known)!);
            File.WriteAllText(known, $"{host} spki-sha256:{Convert.ToBase64String(new byte[32])}\n");
            File.SetUnixFileMode(known, UnixFileMode.UserRead | UnixFileMode.UserWrite);

            Ftps.Environment["LFTP_PASSWORD"] = ForeignServer.Password;
            (await Ftps.RunAsync(["ls", "--ca", first.CaFile, Url(first, "")])).Ended(4);
            ProgramRun refused = (await Ftps.RunAsync(["trust", "add", host, "--pin", pin])).Ended(4);
            Assert.Contains("--yes", refused.Error, StringComparison.Ordinal);
            (await Ftps.RunAsync(["trust", "add", host, "--pin", pin, "--yes"])).Ended(0);
            (await Ftps.RunAsync(["ls", Url(first, "")])).Ended(0);
            Assert.DoesNotContain(Convert.ToBase64String(new byte[32]), (await Ftps.RunAsync(["trust", "list"])).Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Quickstart_needs_nothing_more()
    {
        using var directory = new ScratchDirectory();
        var ftps = new FtpsProgram(Local) { StateHome = DaemonProcess.StateHome };
        await using DaemonProcess daemon = await DaemonProcess.StartAsync(["quickstart", "--dir", "data", "--port", Site.Text(Site.FreePort())], directory: directory.Path, untilSaid: "Ctrl-C");
        string[] lines = [.. daemon.Output.Split('\n').Select(line => line.Trim()).Where(line => line.StartsWith("ftps ", StringComparison.Ordinal) && !line.EndsWith(':'))];
        LocalFile("FILE", 12_345);
        string[] verbs = [.. lines.Select(line => line.Split(' ')[1]).Where(word => !word.StartsWith('-'))];
        Assert.Equal(["put", "ls", "get"], verbs);
        foreach (string line in lines.Where(line => !line.StartsWith("ftps -", StringComparison.Ordinal)))
        {
            ProgramRun run = (await ftps.RunAsync(line.Split(' ')[1..])).Ended(0);
            Assert.Equal("", run.Error);
            if (line.Contains(" ls ", StringComparison.Ordinal))
            {
                Assert.Equal("FILE\n", run.Output);
                File.Delete(Local.File("FILE"));
            }
        }

        Assert.Equal(Site.Bytes(12_345), File.ReadAllBytes(Local.File("FILE")));
        await daemon.StopAsync();
    }
}
