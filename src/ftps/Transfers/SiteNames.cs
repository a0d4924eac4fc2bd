using Sealane.Client;
using Sealane.Shell.Commands;
using Sealane.Shell.Globbing;
using EntryKind = Sealane.Shell.Globbing.EntryKind;

namespace Sealane.Shell.Transfers;

/// <summary>Names at a site, for the patterns of one command. Each directory is listed once.</summary>
/// <param name="context">The command.</param>
/// <param name="top">The directory that relative patterns begin from.</param>
internal sealed class SiteNames(CommandContext context, FilePlace top) : NameSource
{
    private readonly Dictionary<string, IReadOnlyList<NamedEntry>> _listed = [];

    public override async ValueTask<IReadOnlyList<NamedEntry>> ListAsync(string directory, CancellationToken cancellation)
    {
        if (_listed.TryGetValue(directory, out IReadOnlyList<NamedEntry>? known))
        {
            return known;
        }

        List<NamedEntry> names = [];
        try
        {
            FilePlace place = directory.Length == 0 ? top : top.Child(directory);
            Listing listing = await new SiteFiles(context).RunAsync(place, context.Job, (client, path, token) => client.GetListingAsync(path, token)).ConfigureAwait(false);
            names.AddRange(listing.Entries.Select(entry => new NamedEntry(entry.Name, entry.IsDirectory ? EntryKind.Directory : EntryKind.File)));
        }
        catch (FtpsException e) when (e.Failure == FtpsFailure.NotAvailable)
        {
            // What cannot be listed has no names: the command says then that nothing was found.
        }

        return _listed[directory] = names;
    }
}
