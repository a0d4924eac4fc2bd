using Sealane.Client;
using Sealane.Shell.Commands;
using Sealane.Shell.Jobs;
using Sealane.Shell.Remote;
using Sealane.Shell.Sites;

namespace Sealane.Shell.Transfers;

/// <summary>Work on a file at a site, with the path that its server knows it by.</summary>
/// <param name="context">The command.</param>
internal sealed class SiteFiles(CommandContext context)
{
    /// <summary>The path that the last server was asked about.</summary>
    public string? AbsolutePath { get; private set; }

    /// <summary>Lends a connection of the file's site.</summary>
    /// <param name="place">The file.</param>
    /// <param name="slot">Shows what is waited for; its end ends the work.</param>
    /// <param name="work">Gets the client and the absolute path; called again when the connection fails it.</param>
    public Task<T> RunAsync<T>(FilePlace place, Job slot, Func<FtpsClient, string, CancellationToken, Task<T>> work)
    {
        Site site = place.Site!;
        return context.Shell.Connections.RunAsync(site, slot, (client, cancellation) => work(client, AbsolutePath = AsWritten(site, place.Path), cancellation), Learn, slot.Cancellation);

        void Learn(Site known)
        {
            site = known;
            if (context.Place.Site is { Home: null } here && here.IsSameLogin(known))
            {
                context.Place.Site = here.AtHome(known.Home!);
            }
        }
    }

    // "dir/" is refused where it is a file, and the server is to see that it was meant as a directory.
    private static string AsWritten(Site site, string path)
    {
        string absolute = RemotePath.Absolute(site, path);
        return path.EndsWith('/') && absolute.Length > 1 ? absolute + "/" : absolute;
    }

    /// <summary>Deletes a file, wherever it is.</summary>
    public async Task DeleteAsync(FilePlace place, Job slot)
    {
        if (place.IsLocal)
        {
            File.Delete(place.Path);
            return;
        }

        await RunAsync(place, slot, async (client, path, cancellation) =>
        {
            await client.DeleteAsync(path, cancellation).ConfigureAwait(false);
            Changed(place, path);
            return true;
        }).ConfigureAwait(false);
    }

    /// <summary>A file or directory at a site is not what listings say any more.</summary>
    public void Changed(FilePlace place, string path) => context.Shell.Listings.Changed(place.Site!, path);

    /// <summary>Gives a file the time of its source, where the server has a command for it that the settings allow.</summary>
    public async Task SetTimeAsync(FtpsClient client, string path, DateTime utc, Site site, CancellationToken cancellation)
    {
        bool allowed = client.Server.Has("MFMT")
            || context.Settings.Flag("ftp:use-mdtm-overloaded", site.Closures)
            || ((context.Settings.Flag("ftp:use-site-utime", site.Closures) || context.Settings.Flag("ftp:use-site-utime2", site.Closures)) && client.Server.ParametersOf("SITE") is { } verbs && verbs.Contains("UTIME", StringComparison.OrdinalIgnoreCase));
        if (allowed)
        {
            // A server that does not let us leaves the time of the transfer: nobody is told, as with lftp.
            _ = await client.SetModifiedAsync(path, utc, cancellation).ConfigureAwait(false);
        }
    }
}
