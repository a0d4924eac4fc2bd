using System.Text.RegularExpressions;
using Sealane.ClientInterop.Tests.Servers;

namespace Sealane.ClientInterop.Tests.Between;

/// <summary>ftp:use-fxp and its like, in ftps and in lftp: the same commands reach the servers, the same file arrives.</summary>
public sealed partial class ShellCopyTests(ServerPark park) : ServerTests(park)
{
    private static readonly byte[] s_content = Site.Bytes(300_000);

    private async Task<(ToolRun Run, string[] Sent)> RunAsync(ServerPair pair, string program, string settings, string target = "b", string options = "")
    {
        string authorities = pair.WriteAuthorities(Local.File("both.pem"));
        string script = $"""
            set ssl:ca-file {authorities}
            set ftp:ssl-force yes
            set net:max-retries 1
            set net:timeout 20
            debug 9
            {settings}
            get {options} {ServerPair.Url(pair.Source, "a")} -o {ServerPair.Url(pair.Target, target)}
            """;
        ToolRun run = await Tool.RunAsync(program == "lftp" ? "lftp" : Path.Combine(AppContext.BaseDirectory, program), ["--norc", "-c", script], directory: Local.Path);
        return (run, [.. Command().Matches(run.Error).Select(match => match.Groups[1].Value)]);
    }

    private static async Task<ServerPair> StartAsync(ServerKind kind, bool allowed = true)
    {
        ServerPair pair = await ServerPair.StartAsync(kind, kind, allowed);
        pair.Source.PutFile("a", s_content);
        File.SetLastWriteTimeUtc(pair.Source.PathOf("a"), new DateTime(2020, 1, 2, 3, 4, 5, DateTimeKind.Utc));
        return pair;
    }

    // What either program says between the login and the goodbye, of what makes the copy. Once, although ProFTPD may break off as a sender that began TLS: then both go on with REST.
    private static string[] Copying(string[] sent) => [.. sent.Select(command => command.Split(' ')[0] is "PORT" ? "PORT" : command)
        .Where(command => command.Split(' ')[0] is "SSCN" or "CPSV" or "PASV" or "PORT" or "RETR" or "STOR" && command != "SSCN OFF").Distinct()];

    [Theory]
    [InlineData(ServerKind.ProFtpd, "", "SSCN ON")]
    [InlineData(ServerKind.ProFtpd, "set ftp:fxp-passive-source yes", "SSCN ON")]
    [InlineData(ServerKind.ProFtpd, "set ftp:fxp-passive-sscn no", "SSCN ON")]
    [InlineData(ServerKind.ProFtpd, "set ftp:ssl-protect-fxp no", null)]
    [InlineData(ServerKind.Vsftpd, "set ftp:ssl-protect-fxp no", null)]
    [InlineData(ServerKind.Ftpsd, "set ftp:ssl-protect-fxp no", null)]
    public async Task The_servers_copy_as_lftp_has_them_do(ServerKind kind, string settings, string? role)
    {
        await using ServerPair pair = await StartAsync(kind);
        (ToolRun theirs, string[] expected) = await RunAsync(pair, "lftp", $"set ftp:use-fxp yes\n{settings}", "theirs");
        (ToolRun ours, string[] sent) = await RunAsync(pair, "ftps", $"set ftp:use-fxp yes\n{settings}", "ours");
        _ = theirs.Succeeded();
        _ = ours.Succeeded();

        // Of lftp's copy only the commands are looked at: where ProFTPD loses the end of the file, it does not notice.
        Assert.Equal(s_content, File.ReadAllBytes(pair.Target.PathOf("ours")));
        Assert.Equal(Copying(expected).Select(command => command.Replace("theirs", "ours", StringComparison.Ordinal)).Order(), Copying(sent).Order());
        Assert.Equal(role is not null, sent.Contains(role ?? "SSCN ON"));
        Assert.Contains(sent, command => command.StartsWith("PORT ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Unless_asked_for_the_file_comes_through_here()
    {
        await using ServerPair pair = await StartAsync(ServerKind.ProFtpd);
        (ToolRun run, string[] sent) = await RunAsync(pair, "ftps", "");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(s_content, File.ReadAllBytes(pair.Target.PathOf("b")));
        Assert.DoesNotContain(sent, command => command.StartsWith("PORT ", StringComparison.Ordinal) || command.StartsWith("SSCN", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(ServerKind.Vsftpd, true, "")]
    [InlineData(ServerKind.Vsftpd, false, "set ftp:ssl-protect-fxp no")]
    [InlineData(ServerKind.ProFtpd, false, "")]
    [InlineData(ServerKind.Pyftpdlib, false, "")]
    public async Task Where_the_servers_do_not_the_file_comes_through_here_or_not_at_all(ServerKind kind, bool allowed, string settings)
    {
        await using ServerPair pair = await StartAsync(kind, allowed);
        (ToolRun forced, _) = await RunAsync(pair, "ftps", $"set ftp:use-fxp yes\nset ftp:fxp-force yes\n{settings}");
        Assert.Equal(1, forced.ExitCode);
        Assert.Contains("ftp:fxp-force is set", forced.Error, StringComparison.Ordinal);

        (ToolRun run, _) = await RunAsync(pair, "ftps", $"set ftp:use-fxp yes\n{settings}");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("copying through this machine", run.Error, StringComparison.Ordinal);
        Assert.Equal(s_content, File.ReadAllBytes(pair.Target.PathOf("b")));
    }

    [Fact]
    public async Task A_server_that_breaks_over_it_has_its_file_relayed()
    {
        // It checks the other's certificate against authorities that it has not, and Debian 12's crashes then.
        await using ForeignServer source = await ServerPark.StartAsync(ServerKind.ProFtpd, TlsRange.Both, "AllowForeignAddress on\nTLSOptions NoSessionReuseRequired");
        await using ForeignServer target = await ServerPark.StartAsync(ServerKind.ProFtpd, TlsRange.Both, "AllowForeignAddress on\nTLSOptions NoSessionReuseRequired");
        source.PutFile("a", s_content);
        var pair = new ServerPair(source, target);
        (ToolRun run, string[] sent) = await RunAsync(pair, "ftps", "set ftp:use-fxp yes");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("SSCN ON", sent);
        Assert.Contains("copying through this machine", run.Error, StringComparison.Ordinal);
        Assert.Equal(s_content, File.ReadAllBytes(target.PathOf("b")));
    }

    [Fact]
    public async Task A_copy_goes_on_keeps_the_time_and_can_move()
    {
        await using ServerPair pair = await StartAsync(ServerKind.ProFtpd);
        pair.Target.PutFile("b", s_content[..100_000]);
        (ToolRun run, string[] sent) = await RunAsync(pair, "ftps", "set ftp:use-fxp yes", options: "-c -E");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(2, sent.Count(command => command == "REST 100000"));
        Assert.Equal(s_content, File.ReadAllBytes(pair.Target.PathOf("b")));
        Assert.Equal(new DateTime(2020, 1, 2, 3, 4, 5, DateTimeKind.Utc), File.GetLastWriteTimeUtc(pair.Target.PathOf("b")));
        Assert.False(File.Exists(pair.Source.PathOf("a")));
    }

    [Theory]
    [InlineData("nosuch", "b", "nosuch")]
    [InlineData("a", "nodir/b", "nodir/b")]
    public async Task A_refusal_is_told_with_the_name_that_it_is_about(string source, string target, string named)
    {
        await using ServerPair pair = await StartAsync(ServerKind.ProFtpd);
        File.Move(pair.Source.PathOf("a"), pair.Source.PathOf(source == "a" ? "a" : "other"));
        (ToolRun run, _) = await RunAsync(pair, "ftps", "set ftp:use-fxp yes", target);
        Assert.Equal(1, run.ExitCode);
        string told = Assert.Single(run.Error.Split('\n'), line => line.StartsWith("get: ", StringComparison.Ordinal));
        Assert.Matches($"^get: .*Access failed: 5[0-9][0-9] .*{(source == "a" ? named : "a")}", told);
        Assert.True(File.Exists(pair.Source.PathOf(source == "a" ? "a" : "other")));
    }

    [GeneratedRegex(@"^---> (.*?)\r?$", RegexOptions.Multiline)]
    private static partial Regex Command();
}
