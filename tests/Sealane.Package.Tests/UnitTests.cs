namespace Sealane.Package.Tests;

/// <summary>The unit of the package is the one that <c>ftpsd service install</c> writes.</summary>
public sealed class UnitTests
{
    [Fact]
    public async Task It_differs_in_its_first_line_only()
    {
        using ScratchDirectory scratch = new();
        string configuration = scratch.Write("ftpsd.conf", "state_dir=/var/lib/ftpsd\n");
        string written = (await DaemonProcess.RunAsync(["service", "install", "--dry-run", configuration])).Succeeded();
        string[] ours = WrittenPages.Text("systemd/ftpsd.service").Split('\n')[1..];

        string[] theirs = written.Replace(DaemonProcess.Executable, "/usr/sbin/ftpsd", StringComparison.Ordinal).Replace(configuration, "/etc/ftpsd/ftpsd.conf", StringComparison.Ordinal).Split('\n')[1..];
        Assert.Equal(theirs, ours);
        Assert.Contains("User=ftpsd", ours);
        Assert.Contains("ExecStart=/usr/sbin/ftpsd serve /etc/ftpsd/ftpsd.conf", ours);
    }
}
