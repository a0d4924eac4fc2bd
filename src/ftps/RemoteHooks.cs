using Sealane.Shell.Globbing;
using Sealane.Shell.Sites;

namespace Sealane.Shell;

/// <summary>What commands of the shell itself ask of the connections. Whoever brings connections fills it in; until then no site is connected.</summary>
internal sealed class RemoteHooks
{
    /// <summary>The names at a site, for patterns and completion.</summary>
    public Func<Site, NameSource>? Names { get; set; }

    /// <summary>Closes idle connections: those of a site, or all if it is null.</summary>
    public Func<Site?, ValueTask>? CloseIdle { get; set; }

    /// <summary>Goes to a directory at a site, asking the server if the settings say so; the site as it is then.</summary>
    public Func<Site, string, CancellationToken, Task<Site>>? ChangeDirectory { get; set; }

    /// <summary>How many bytes of listings are kept.</summary>
    public Func<long>? CachedBytes { get; set; }

    /// <summary>Forgets all listings.</summary>
    public Action? FlushCache { get; set; }

    /// <summary>Closes everything, at the end.</summary>
    public Func<ValueTask>? Shutdown { get; set; }
}
