using Sealane.Client;
using Sealane.Shell.Commands;
using Sealane.Shell.Remote;

namespace Sealane.Shell.Listings;

/// <summary>Asks for the exact times of files (MDTM) whose listing told less of them than is to be shown.</summary>
/// <param name="context">The command.</param>
/// <param name="style">What is to be shown.</param>
internal sealed class ExactTimes(CommandContext context, TimeStyle style)
{
    private bool _isRefused;

    /// <summary>Entries of one directory.</summary>
    /// <param name="entries">The entries.</param>
    /// <param name="directory">Its absolute path.</param>
    public async Task<IEnumerable<RemoteEntry>> OfAsync(IEnumerable<RemoteEntry> entries, string directory)
    {
        List<RemoteEntry> told = [];
        foreach (RemoteEntry entry in entries)
        {
            told.Add(await OfAsync(entry, RemotePath.Combine(directory, entry.Name)).ConfigureAwait(false));
        }

        return told;
    }

    /// <summary>One entry; as it was if it is no file, or the server does not tell.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="path">Its absolute path.</param>
    public async Task<RemoteEntry> OfAsync(RemoteEntry entry, string path)
    {
        if (_isRefused || !entry.IsFile || !style.WantsMore(entry))
        {
            return entry;
        }

        try
        {
            DateTime time = await context.Shell.Connections.RunAsync(context, (client, cancellation) => client.GetModifiedAsync(path, cancellation), $"`{entry.Name}'").ConfigureAwait(false);
            return entry with { Modified = time, Precision = Protocol.TimePrecision.Second };
        }
        catch (FtpsException e) when (RemoteFault.IsRefusal(e))
        {
            // A server that does not know the command is not asked again; a file that is gone by now has its old time.
            _isRefused = e.Reply is { Code: 500 or 502 };
            return entry;
        }
    }
}
