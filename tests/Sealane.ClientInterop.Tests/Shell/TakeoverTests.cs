using System.Text.RegularExpressions;
using Sealane.ClientInterop.Tests.Servers;

namespace Sealane.ClientInterop.Tests.Shell;

/// <summary>net:connection-takeover: the foreground before a download of the background, when there may be one connection only.</summary>
public sealed class TakeoverTests(ServerPark park) : ServerTests(park)
{
    [Theory]
    [InlineData("yes", 100_000, 2_000_000)]
    [InlineData("no", 400_000, 1_000_000)]
    public async Task A_download_of_the_background_gives_way_and_goes_on(string takeover, int rate, int length)
    {
        ForeignServer server = await ServerAsync(ServerKind.Ftpsd);
        (string directory, string path) = server.MakeDirectory();
        using var local = new ScratchDirectory();
        byte[] big = Site.Bytes(length);
        foreach ((string name, byte[] content) in ((string, byte[])[])[("big", big), ("small", "hello"u8.ToArray())])
        {
            File.WriteAllBytes(Path.Combine(path, name), content);
            server.Own(Path.Combine(path, name));
        }

        // The second half goes without the limit: it is a new connection, made after the change.
        ToolRun run = await Tool.RunAsync(Path.Combine(AppContext.BaseDirectory, "ftps"), ["--norc", "-c", $"""
            debug 9
            set ssl:ca-file "{server.CaFile}"
            set net:connection-limit 1
            set net:connection-takeover {takeover}
            set net:limit-rate {rate}
            open -u "{ForeignServer.UserName},{ForeignServer.Password}" ftp://localhost:{server.Port}/{directory}
            get big -o {local.File("big")} &
            cat small
            set net:limit-rate 0
            wait > /dev/null
            """]);
        Assert.Equal((0, "hello"), (run.ExitCode, run.Output));
        Assert.Equal(big, File.ReadAllBytes(local.File("big")));
        string[] asked = [.. Regex.Matches(run.Error, "---> RETR .*/(.*)").Select(match => match.Groups[1].Value.TrimEnd())];
        Assert.Equal(takeover == "yes" ? ["big", "small", "big"] : ["big", "small"], asked);
    }
}
