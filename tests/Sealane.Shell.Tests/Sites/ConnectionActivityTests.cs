using Sealane.Client;
using Sealane.Shell.Remote;

namespace Sealane.Shell.Tests.Sites;

/// <summary>What a connection is seen to do from the lines that cross it.</summary>
public sealed class ConnectionActivityTests
{
    [Theory]
    [InlineData("> RETR a|< 150 here", "Receiving data", true)]
    [InlineData("> RETR a|> EPSV|< 150 here", "Receiving data", true)]
    [InlineData("> RETR a|< 150 here|< 226 done", "Receiving data", false)]
    [InlineData("> PROT P|> STOR a|> EPSV|< 150 go on", "Sending data/TLS", false)]
    [InlineData("> MLSD a|< 150 here", "Receiving data", false)]
    [InlineData("> RETR a|< 150-more|< 150 here", "Receiving data", true)]
    public void Downloads_are_told_from_the_rest(string lines, string shown, bool downloads)
    {
        var activity = new ConnectionActivity();
        foreach (string line in lines.Split('|'))
        {
            activity.Note(new ControlLine(line[0] == '>' ? ControlLineSource.Sent : ControlLineSource.Received, line[2..]));
        }

        Assert.Equal(($"[{shown}]", downloads), (activity.Shown, activity.IsDownloading));
    }
}
