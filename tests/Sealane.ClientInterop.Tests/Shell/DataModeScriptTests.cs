using Sealane.ClientInterop.Tests.Servers;

namespace Sealane.ClientInterop.Tests.Shell;

/// <summary>ftp:auto-passive-mode against servers with one mode only, beside lftp.</summary>
public sealed class DataModeScriptTests(ServerPark park) : ServerTests(park)
{
    [Theory]
    [InlineData("pasv_enable=NO", "ls d; cat d/a.txt | wc -c")]
    [InlineData("port_enable=NO", "set ftp:passive-mode no; ls d; cat d/a.txt | wc -c")]
    public async Task The_other_mode_is_found_as_lftp_finds_it(string settings, string script)
    {
        await using ForeignServer server = await ServerPark.StartAsync(ServerKind.Vsftpd, TlsRange.Both, settings);
        string theirs = Prepare(server), ours = Prepare(server);
        ScriptResult[] results = [await ShellScripts.LftpAsync(server, theirs, "set net:max-retries 3; set net:reconnect-interval-base 1; " + script), await ShellScripts.FtpsAsync(server, ours, script)];
        Assert.Equal(results[0], results[1]);
        Assert.Equal(0, results[1].Code);

        ScriptResult without = await ShellScripts.FtpsAsync(server, ours, "set ftp:auto-passive-mode no; " + script);
        Assert.NotEqual(0, without.Code);
    }

    private static string Prepare(ForeignServer server)
    {
        (string name, string path) = server.MakeDirectory();
        ShellScripts.Fill(server, path);
        return name;
    }
}
