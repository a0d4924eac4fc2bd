namespace Sealane.Client.Mirroring;

/// <summary>
/// Makes one directory tree like another, across the wire: down from the server, up to it, or from one to another. Listing and transferring go on at the same time, on as many sessions as the pool allows.
/// What fails is reported and does not end the rest; what was interrupted can be gone on with, in this process or a later one.
/// </summary>
public static class Mirror
{
    /// <summary>Makes a local directory like a remote one.</summary>
    /// <param name="pool">The server.</param>
    /// <param name="remote">The directory there; relative to the login directory if it does not begin with <c>/</c>.</param>
    /// <param name="local">The directory here; made if it does not exist. Nothing outside of it is ever written, whatever names and links the server sends.</param>
    /// <param name="options">What takes part and what is done; null for the custom.</param>
    /// <param name="events">Told everything, one event after the other.</param>
    /// <param name="cancellation">Ends the mirror; parts of files stay where a later mirror finds them.</param>
    /// <exception cref="FtpsException">No session could be had, or the top directory could not be listed. All else is in the report.</exception>
    public static Task<MirrorReport> DownloadAsync(
        FtpsClientPool pool, string remote, string local, MirrorOptions? options = null, IProgress<MirrorEvent>? events = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentNullException.ThrowIfNull(remote);
        ArgumentException.ThrowIfNullOrEmpty(local);
        return MirrorRun.RunAsync(pool, remote, local, up: false, options ?? MirrorOptions.None, events, cancellation);
    }

    /// <summary>Makes a remote directory like a local one.</summary>
    /// <param name="pool">The server.</param>
    /// <param name="local">The directory here.</param>
    /// <param name="remote">The directory there; made if it does not exist.</param>
    /// <param name="options">What takes part and what is done; null for the custom.</param>
    /// <param name="events">Told everything, one event after the other.</param>
    /// <param name="cancellation">Ends the mirror.</param>
    /// <exception cref="FtpsException">No session could be had, or the top directory could not be read. All else is in the report.</exception>
    public static Task<MirrorReport> UploadAsync(
        FtpsClientPool pool, string local, string remote, MirrorOptions? options = null, IProgress<MirrorEvent>? events = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentException.ThrowIfNullOrEmpty(local);
        ArgumentNullException.ThrowIfNull(remote);
        return MirrorRun.RunAsync(pool, remote, local, up: true, options ?? MirrorOptions.None, events, cancellation);
    }

    /// <summary>Makes a directory of one server like one of another. Files pass through here, unless <see cref="MirrorOptions.ServerToServer"/> says otherwise. Links are left out, or followed.</summary>
    /// <param name="from">The server with the source.</param>
    /// <param name="source">The directory there.</param>
    /// <param name="to">The server with the target; another pool, for the same server too.</param>
    /// <param name="target">The directory there; made if it does not exist.</param>
    /// <param name="options">What takes part and what is done; null for the custom.</param>
    /// <param name="events">Told everything, one event after the other.</param>
    /// <param name="cancellation">Ends the mirror.</param>
    /// <exception cref="FtpsException">No session could be had, or the top directory could not be listed. All else is in the report.</exception>
    public static Task<MirrorReport> CopyAsync(
        FtpsClientPool from, string source, FtpsClientPool to, string target, MirrorOptions? options = null, IProgress<MirrorEvent>? events = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(target);
        return from == to
            ? throw new ArgumentException("Each end needs a pool of its own: workers that hold clients of one for the other could wait for each other.", nameof(to))
            : MirrorRun.RunBetweenAsync(from, source, to, target, options ?? MirrorOptions.None, events, cancellation);
    }
}
