using Sealane.Client;
using Sealane.Shell.Sites;

namespace Sealane.Shell.Remote;

/// <summary>A connection of a site, in use or idle.</summary>
/// <param name="Site">Whose login it is.</param>
/// <param name="Settings">What it was made with: it is not taken for commands that come after another <c>set</c>.</param>
/// <param name="Client">The connection.</param>
/// <param name="Home">Where the login began.</param>
/// <param name="Activity">What it is doing.</param>
internal sealed record HeldConnection(Site Site, string Settings, FtpsClient Client, string Home, ConnectionActivity Activity)
{
    /// <summary>The directory it was sent to, as it was asked for; the login's at first.</summary>
    public string Directory { get; set; } = Home;

    /// <summary>When it was given back, in milliseconds of the system's clock.</summary>
    public long IdleSince { get; set; }

    /// <summary>Whether it was broken off for the sake of the foreground.</summary>
    public bool IsTakenOver { get; set; }

    /// <summary>Whether it was idle before its present use: then the server may have closed it meanwhile.</summary>
    public bool WasIdle { get; set; }
}
