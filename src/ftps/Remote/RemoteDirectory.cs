using Sealane.Client;
using Sealane.Shell.Commands;
using Sealane.Shell.Jobs;
using Sealane.Shell.Sites;

namespace Sealane.Shell.Remote;

/// <summary>Going to a directory.</summary>
internal static class RemoteDirectory
{
    /// <summary>The site in another directory, after the server has agreed if the settings want it asked.</summary>
    /// <param name="shell">Settings and connections.</param>
    /// <param name="site">Where.</param>
    /// <param name="name">As typed: absolute, from the current directory, or <c>~</c>.</param>
    /// <param name="job">Shows what is waited for.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>The site as it is then, and whether the server was asked.</returns>
    /// <exception cref="CommandException">There is no such directory; the message names it.</exception>
    public static async Task<Site> ChangeAsync(ShellSession shell, Site site, string name, Job? job, CancellationToken cancellation)
    {
        if (!shell.Settings.Flag("cmd:verify-path", site.Closures))
        {
            return site.Home is null ? site with { Directory = Unverified(site, name) } : site with { Directory = RemotePath.Absolute(site, name) };
        }

        string target = name;
        try
        {
            return await shell.Connections.RunAsync(site, job, async (held, here, end) =>
            {
                string directory = target = RemotePath.Absolute(here, name);
                if (held.Directory != directory && !IsKnown(shell, here, directory))
                {
                    await held.Client.ChangeDirectoryAsync(directory, end).ConfigureAwait(false);
                    held.Directory = directory;
                }

                return here with { Directory = directory };
            }, null, $"`{name}'", cancellation).ConfigureAwait(false);
        }
        catch (FtpsException fault) when (RemoteFault.IsRefusal(fault))
        {
            throw new CommandException(RemoteFault.Text(fault, target), fault);
        }
    }

    // A directory that a listing has need not be asked for, unless it must.
    private static bool IsKnown(ShellSession shell, Site site, string directory) =>
        !shell.Settings.Flag("cmd:verify-path-cached", site.Closures)
        && (directory == site.Home
            || shell.Listings.Find(ListingKey.Of(site, "", directory, "")) is RemoteListing
            || (shell.Listings.Find(ListingKey.Of(site, "", RemotePath.ParentOf(directory), "")) is RemoteListing parent
                && parent.Entries.Any(entry => entry.IsDirectory && entry.Name == RemotePath.NameOf(directory))));

    // Where a login begins is not known yet: the path is put together when it is.
    private static string Unverified(Site site, string name) =>
        name.StartsWith('/') || name == "~" || name.StartsWith("~/", StringComparison.Ordinal) ? name
        : name.Length == 0 || name == "." ? site.Directory
        : site.Directory.TrimEnd('/') + "/" + name;
}
