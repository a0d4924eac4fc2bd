using Sealane.Client;

namespace Sealane.Shell.Remote;

/// <summary>A directory as the server told it.</summary>
/// <param name="Entries">By name.</param>
/// <param name="HasHidden">Whether names that begin with a dot are there because we asked for them: the server itself hides them.</param>
internal sealed record RemoteListing(IReadOnlyList<RemoteEntry> Entries, bool HasHidden)
{
    /// <summary>What a listing shows to those who did not ask for hidden names.</summary>
    public IEnumerable<RemoteEntry> Visible => HasHidden ? Entries.Where(entry => entry.Name[0] != '.') : Entries;
}
