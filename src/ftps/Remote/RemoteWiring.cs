using Sealane.Client;

namespace Sealane.Shell.Remote;

/// <summary>Gives the shell what it asks of connections.</summary>
internal static class RemoteWiring
{
    public static void Attach(ShellSession shell)
    {
        shell.Complaints.Add(fault => fault switch
        {
            FtpsException refusal => RemoteFault.Text(refusal),
            ArgumentException argument => argument.Message.ReplaceLineEndings(" "),
            _ => null,
        });
        shell.Remote.Names = site => RemoteNames.ForCompletion(shell, site);
        shell.Remote.CloseIdle = site => shell.Connections.CloseIdleAsync(site);
        shell.Remote.CachedBytes = () => shell.Listings.Bytes;
        shell.Remote.FlushCache = () => shell.Listings.Flush();
        shell.Remote.ChangeDirectory = async (site, directory, cancellation) => await RemoteDirectory.ChangeAsync(shell, site, directory, null, cancellation).ConfigureAwait(false);
        shell.Remote.Shutdown = async () => await shell.Connections.DisposeAsync().ConfigureAwait(false);
    }
}
