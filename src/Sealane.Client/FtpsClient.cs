using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Sealane.Client.Control;
using Sealane.Client.Data;
using Sealane.Client.Files;
using Sealane.Client.Listings;
using Sealane.Client.Transfers;
using Sealane.Client.Turns;
using Sealane.Protocol;

namespace Sealane.Client;

/// <summary>
/// One signed-in FTPS connection. Calls may overlap; they are carried out one after the other, in order. For several transfers at once use several clients.
/// </summary>
/// <remarks>
/// Paths are as the server understands them; relative ones start at its working directory. Everything that fails on the way throws <see cref="FtpsException"/>, which says whether
/// the connection is still good. A cancelled call throws <see cref="OperationCanceledException"/>; <see cref="IsConnected"/> tells whether the connection survived, which it does
/// unless the server ignores the abort.
/// </remarks>
public sealed class FtpsClient : IAsyncDisposable
{
    private readonly ClientCore _core;

    private FtpsClient(FtpsClientOptions options, TlsContexts contexts) => _core = new ClientCore(options, contexts);

    /// <summary>Connects, checks the server's certificate, signs in.</summary>
    /// <param name="options">Where and as whom.</param>
    /// <param name="cancellation">Gives up; nothing is left open.</param>
    /// <exception cref="FtpsException">Which step failed; see <see cref="FtpsException.Failure"/>.</exception>
    public static Task<FtpsClient> ConnectAsync(FtpsClientOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        return OpenAsync(options, new TlsContexts(), cancellation);
    }

    internal static async Task<FtpsClient> OpenAsync(FtpsClientOptions options, TlsContexts contexts, CancellationToken cancellation)
    {
        var client = new FtpsClient(options, contexts);
        await client._core.ConnectAsync(cancellation).ConfigureAwait(false);
        return client;
    }

    /// <summary>As given to <see cref="ConnectAsync"/>; they apply to new connections as well.</summary>
    public FtpsClientOptions Options => _core.Options;

    /// <summary>False once the control connection has ended, also by the server's own decision while idle: then <see cref="ReconnectAsync"/>.</summary>
    public bool IsConnected => _core.Link is { IsUsable: true };

    /// <summary>What the server told while signing in, the last time.</summary>
    /// <exception cref="InvalidOperationException">There is no connection at the moment: a new one is being made, or could not be made (<see cref="ReconnectAsync"/>).</exception>
    public ServerFacts Server => _core.Link?.Server ?? throw new InvalidOperationException(
        $"There is no connection to {Options.Host} at the moment, and so nothing is known of the server. Wait for ReconnectAsync, or call it again if it has failed.");

    /// <summary>The hash functions that the server offers, the strongest first.</summary>
    public IReadOnlyList<HashFunction> HashFunctions => [.. HashCommand.Offered(Server)];

    internal ClientCore Core => _core;

    /// <summary>Connects again, after the connection was lost or to be sure of it, and returns to the directory last changed to.</summary>
    /// <exception cref="FtpsException">As <see cref="ConnectAsync"/>.</exception>
    public Task ReconnectAsync(CancellationToken cancellation = default) => _core.ConnectAsync(cancellation);

    /// <summary>The server's working directory (PWD), asked for once and remembered.</summary>
    /// <exception cref="FtpsException">The server does not tell, or the connection failed.</exception>
    public Task<string> GetWorkingDirectoryAsync(CancellationToken cancellation = default) =>
        _core.RunAsync(async link => link.Directory ??= await WorkingDirectory.AskAsync(link, cancellation).ConfigureAwait(false), cancellation);

    /// <summary>Changes the working directory; <c>..</c> goes up. A new connection returns to it. Cancelled midway, the change is taken back before the next call.</summary>
    /// <param name="path">Not empty.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="FtpsException">There is none, or it may not be entered: the directory is what it was.</exception>
    public async Task ChangeDirectoryAsync(string path, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _ = await _core.RunAsync(async link =>
            _core.Directory = await WorkingDirectory.ChangeAsync(link, path, _core.Directory, cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false);
    }

    /// <summary>Lists a directory as it arrives. Leaving the enumeration early ends the transfer. Lines that are not understood are logged; <see cref="GetListingAsync"/> counts them.</summary>
    /// <remarks>Other calls may be made for each entry: the first of them has the rest of the listing read into memory, and is then carried out.</remarks>
    /// <param name="path">The directory; empty for the working directory.</param>
    /// <param name="cancellation">Ends the listing.</param>
    /// <exception cref="FtpsException">Refused, or the transfer failed.</exception>
    public IAsyncEnumerable<RemoteEntry> ListAsync(string path = "", CancellationToken cancellation = default) => EnumerateAsync(path, new ListingOutcome(), cancellation);

    /// <summary>Lists a directory whole.</summary>
    /// <param name="path">The directory; empty for the working directory.</param>
    /// <param name="cancellation">Ends the listing.</param>
    /// <exception cref="FtpsException">Refused, or the transfer failed.</exception>
    public async Task<Listing> GetListingAsync(string path = "", CancellationToken cancellation = default)
    {
        var outcome = new ListingOutcome();
        List<RemoteEntry> entries = [];
        await foreach (RemoteEntry entry in EnumerateAsync(path, outcome, cancellation).ConfigureAwait(false))
        {
            if (entries.Count == _core.Options.MostEntries)
            {
                throw ListingFeed.TooLong(_core.Options, path);
            }

            entries.Add(entry);
        }

        return new Listing(entries, outcome.UnparsedLines, outcome.FirstUnparsed, outcome.EndedInOrder);
    }

    private async IAsyncEnumerable<RemoteEntry> EnumerateAsync(string path, ListingOutcome outcome, [EnumeratorCancellation] CancellationToken cancellation)
    {
        ListingFeed feed = await ListingFeed.OpenAsync(_core, path, outcome, cancellation).ConfigureAwait(false);
        await using (feed.ConfigureAwait(false))
        {
            while (await feed.NextAsync().ConfigureAwait(false) is { } entry)
            {
                yield return entry;
            }
        }
    }

    /// <summary>The server's own listing text, byte for byte: what <c>ls</c> shows. Other calls of this client wait until the enumeration has ended: make none for each block.</summary>
    /// <param name="command">LIST, NLST, MLSD, or STAT, whose reply is the listing.</param>
    /// <param name="arguments">Passed on; empty for none, and for <c>.</c> with STAT.</param>
    /// <param name="cancellation">Ends the listing.</param>
    /// <exception cref="FtpsException">Refused, or the transfer failed.</exception>
    public IAsyncEnumerable<ReadOnlyMemory<byte>> ListRawAsync(string command, string arguments, CancellationToken cancellation = default) => ListRawAsync(command, arguments, 0, cancellation);

    /// <summary>The rest of a listing that broke off. Only where the server is known to mind REST before it: others send all of it again.</summary>
    /// <param name="command">LIST, NLST or MLSD.</param>
    /// <param name="arguments">As before.</param>
    /// <param name="offset">How many bytes of it are here.</param>
    /// <param name="cancellation">Ends the listing.</param>
    /// <exception cref="FtpsException">Refused, or the transfer failed.</exception>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ListRawAsync(string command, string arguments, long offset, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(arguments);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        if (command.Equals("STAT", StringComparison.OrdinalIgnoreCase) && offset == 0)
        {
            yield return await _core.RunAsync(link => StatListing.ReadAsync(link, StatListing.Arguments(arguments), cancellation), cancellation).ConfigureAwait(false);
            yield break;
        }

        if (command.ToUpperInvariant() is not ("LIST" or "NLST" or "MLSD"))
        {
            throw new ArgumentException("Listings come by LIST, NLST or MLSD, or whole by STAT.", nameof(command));
        }

        (DataTransfer transfer, Turn turn) = await _core.BeginAsync(
            link => DataOpener.OpenAsync(
                link,
                new DataCommand(CommandLine.Of(command, link.Names.Encode(arguments)), DataDirection.Down, 'A', IsListing: true, Restart: offset, MoreFollow: false) { Compressed = ModeZ.IsWanted(link, null) }, cancellation),
            cancellation).ConfigureAwait(false);
        using (turn)
        {
            await foreach (ReadOnlyMemory<byte> block in ListingBlocks.ReadAsync(_core.Link!, transfer, command, new ListingOutcome(), cancellation).ConfigureAwait(false))
            {
                yield return block;
            }
        }
    }

    /// <summary>
    /// What the server tells of one file or directory (MLST; else SIZE, MDTM and CWD): whether it exists, and what it is.
    /// </summary>
    /// <param name="path">The file or directory.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Null when the server tells of none by that name. FTP says the same of what is not there and of what may not be seen.</returns>
    /// <exception cref="FtpsException">The connection failed, or the server refused for another reason.</exception>
    public Task<RemoteEntry?> FindAsync(string path, CancellationToken cancellation = default) =>
        _core.RunAsync(link => EntryProbe.FindAsync(link, path, cancellation), cancellation, IsAbsolute(path));

    /// <summary>Size of a file in bytes (SIZE).</summary>
    /// <exception cref="FtpsException">There is no such file, or the server does not tell.</exception>
    public async Task<long> GetSizeAsync(string path, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return await _core.RunAsync(async link =>
        {
            if (!link.AsksSize)
            {
                throw new FtpsException(FtpsFailure.NotSupported, $"{path}: its size is not asked for: SIZE is switched off, or not listed by the server", link.IsUsable);
            }

            // Some servers tell no size while the type is text, or that of what they would send (RFC 3659 §4).
            await link.SetTypeAsync('I', cancellation).ConfigureAwait(false);
            await ModeZ.SetAsync(link, compressed: false, cancellation).ConfigureAwait(false);
            ServerReply reply = await link.ExchangeAsync(CommandLine.Of("SIZE", link.Names.Encode(path)), cancellation).ConfigureAwait(false);
            return reply.Category == 2 && FileStatusReply.TryParseSize(reply.Lines[^1].Span, out long size) ? size : throw FtpsException.Refusal(reply, path);
        }, cancellation, IsAbsolute(path)).ConfigureAwait(false);
    }

    /// <summary>Modification time of a file, UTC (MDTM).</summary>
    /// <exception cref="FtpsException">There is no such file, or the server does not tell.</exception>
    public Task<DateTime> GetModifiedAsync(string path, CancellationToken cancellation = default) => _core.RunAsync(async link =>
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!CommandChoice.Mdtm(link))
        {
            throw new FtpsException(FtpsFailure.NotSupported, $"{path}: the server does not list MDTM, and only what it lists is used", connectionUsable: true);
        }

        ServerReply reply = await link.ExchangeAsync(CommandLine.Of("MDTM", link.Names.Encode(path)), cancellation).ConfigureAwait(false);
        return reply.Category == 2 && FileStatusReply.TryParseTime(reply.Lines[^1].Span, out DateTime time) ? time : throw FtpsException.Refusal(reply, path);
    }, cancellation);

    /// <summary>Sets the modification time (MFMT, MDTM or SITE UTIME).</summary>
    /// <returns>False when the server has no command for it or does not let this user.</returns>
    /// <exception cref="FtpsException">The connection failed.</exception>
    public Task<bool> SetModifiedAsync(string path, DateTime utc, CancellationToken cancellation = default) =>
        _core.RunAsync(link => TimeCommand.SetAsync(link, path, utc, cancellation), cancellation, IsAbsolute(path));

    /// <summary>Sets the permission bits (SITE CHMOD).</summary>
    /// <param name="path">The file or directory.</param>
    /// <param name="mode">Up to 0o7777.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="FtpsException">Refused, or the server has no permissions.</exception>
    public async Task SetPermissionsAsync(string path, int mode, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)mode, 0xFFFu, nameof(mode));
        _ = await CommandAsync("SITE", $"CHMOD {System.Convert.ToString(mode, 8)} {path}", cancellation).ConfigureAwait(false);
    }

    /// <summary>Lets the server compute a hash of a file (HASH, XSHA256, …).</summary>
    /// <param name="path">The file.</param>
    /// <param name="function">Which; null for the strongest offered.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Null when the server offers none.</returns>
    /// <exception cref="FtpsException">Refused.</exception>
    public Task<RemoteHash?> HashAsync(string path, HashFunction? function = null, CancellationToken cancellation = default) =>
        _core.RunAsync(link => HashCommand.AskAsync(link, path, function, cancellation), cancellation, IsAbsolute(path));

    /// <summary>Deletes a file or a link (DELE), never a directory.</summary>
    /// <exception cref="FtpsException">Refused: it is not there, may not be deleted, or is a directory.</exception>
    public Task DeleteAsync(string path, CancellationToken cancellation = default) => CommandAsync("DELE", path, cancellation);

    /// <summary>Renames or moves a file or directory (RNFR, RNTO). Whether an existing target is replaced is the server's choice; most do.</summary>
    /// <exception cref="FtpsException">Refused; the message names the one of both that is the reason.</exception>
    public async Task RenameAsync(string from, string to, CancellationToken cancellation = default) => _ = await _core.RunAsync(async link =>
    {
        CommandLine first = CommandLine.Of("RNFR", link.Names.Encode(from)), second = CommandLine.Of("RNTO", link.Names.Encode(to));
        ServerReply[] replies = link.Pipelines
            ? await link.ExchangeAllAsync([first, second], cancellation).ConfigureAwait(false)
            : [await link.ExchangeAsync(first, cancellation).ConfigureAwait(false)];
        if (replies[0].Code != ReplyCode.NeedMore)
        {
            throw FtpsException.Refusal(replies[0], from);
        }

        ServerReply done = replies.Length > 1 ? replies[1] : await link.ExchangeAsync(second, cancellation).ConfigureAwait(false);
        return done.Category == 2 ? done : throw FtpsException.Refusal(done, to);
    }, cancellation).ConfigureAwait(false);

    /// <summary>Makes a directory.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="parents">Make the missing ones above it as well, and be content with one that exists.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="FtpsException">Refused.</exception>
    public async Task CreateDirectoryAsync(string path, bool parents = false, CancellationToken cancellation = default)
    {
        if (!parents)
        {
            _ = await CommandAsync("MKD", path, cancellation).ConfigureAwait(false);
            return;
        }

        _ = await _core.RunAsync(async link =>
        {
            await RemoteTree.CreateAsync(link, path, cancellation).ConfigureAwait(false);
            return true;
        }, cancellation, IsAbsolute(path)).ConfigureAwait(false);
    }

    /// <summary>Removes an empty directory.</summary>
    /// <exception cref="FtpsException">Refused.</exception>
    public Task RemoveDirectoryAsync(string path, CancellationToken cancellation = default) => CommandAsync("RMD", path, cancellation);

    /// <summary>Removes a directory and everything in it. Links are removed, not followed. Stops at the first refusal.</summary>
    /// <exception cref="FtpsException">Refused, or a listing was not understood whole.</exception>
    public Task RemoveTreeAsync(string path, CancellationToken cancellation = default) => RemoteTree.RemoveAsync(this, path, cancellation);

    /// <summary>Downloads a file into a stream.</summary>
    /// <param name="path">The remote file.</param>
    /// <param name="target">Written from where it stands; stays yours.</param>
    /// <param name="options">Offset, range, progress; null for the whole file.</param>
    /// <param name="cancellation">Ends the transfer; what has arrived is in the stream.</param>
    /// <exception cref="FtpsException">Refused or not whole; <see cref="FtpsException.Moved"/> bytes are in the stream.</exception>
    public Task<TransferResult> DownloadAsync(string path, Stream target, TransferOptions? options = null, CancellationToken cancellation = default) =>
        _core.RunAsync(link => Download.RunAsync(link, path, () => target, options ?? TransferOptions.None, cancellation), cancellation, IsAbsolute(path));

    /// <summary>Downloads into a local file; see <see cref="FileTransferOptions"/> for resuming, overwriting and times.</summary>
    /// <param name="remotePath">The file there.</param>
    /// <param name="localPath">The file here; its directory must exist.</param>
    /// <param name="options">Null: replace a local file, and go on with an interrupted download of the same remote file.</param>
    /// <param name="cancellation">Ends the transfer; what has arrived is kept.</param>
    /// <exception cref="FtpsException">Refused or not whole; what has arrived is kept beside the target for resuming.</exception>
    public Task<TransferResult> DownloadFileAsync(string remotePath, string localPath, FileTransferOptions? options = null, CancellationToken cancellation = default) =>
        FileDownload.RunAsync(this, remotePath, localPath, options ?? FileTransferOptions.None, cancellation);

    /// <summary>Uploads a stream.</summary>
    /// <param name="source">Read from where it stands to its end; stays yours.</param>
    /// <param name="path">The remote file; replaced if it exists.</param>
    /// <param name="options">Offset, append, progress; null for the whole file.</param>
    /// <param name="cancellation">Ends the transfer; what the server keeps of it is the server's choice.</param>
    /// <exception cref="FtpsException">Refused or not confirmed.</exception>
    public Task<TransferResult> UploadAsync(Stream source, string path, TransferOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        long start = source.CanSeek ? source.Position : 0;
        return _core.RunAsync(link =>
        {
            if (source.CanSeek)
            {
                source.Position = start;
            }

            return Upload.RunAsync(link, source, path, options ?? TransferOptions.None, cancellation);
        }, cancellation, IsAbsolute(path));
    }

    /// <summary>Uploads a local file; see <see cref="FileTransferOptions"/> for resuming and times.</summary>
    /// <param name="localPath">The file here.</param>
    /// <param name="remotePath">The file there, its name included; replaced if it exists. Its directory must exist (<see cref="CreateDirectoryAsync"/>).</param>
    /// <param name="options">Null: from the beginning, whatever the server has of it.</param>
    /// <param name="cancellation">Ends the transfer; what the server keeps of it is the server's choice.</param>
    /// <exception cref="FtpsException">Refused or not confirmed.</exception>
    public Task<TransferResult> UploadFileAsync(string localPath, string remotePath, FileTransferOptions? options = null, CancellationToken cancellation = default) =>
        FileUpload.RunAsync(this, localPath, remotePath, options ?? FileTransferOptions.None, cancellation);

    /// <summary>Opens a remote file for reading as a stream. Reading to the end checks that the file is whole; disposing earlier aborts.</summary>
    /// <remarks>
    /// Until the stream is read to its end or disposed, the client's other calls wait. One by whoever opened it would wait for ever, and throws
    /// <see cref="InvalidOperationException"/> instead: copying from file to file of a server takes two clients.
    /// </remarks>
    /// <param name="path">The remote file.</param>
    /// <param name="offset">Where to begin.</param>
    /// <param name="cancellation">Gives up opening.</param>
    /// <exception cref="FtpsException">Refused; also thrown by the read that finds out that the file is not whole.</exception>
    public Task<Stream> OpenReadAsync(string path, long offset = 0, CancellationToken cancellation = default) =>
        ReadStreamAsync(path, offset, _core.Turns.Streams.Mark(path), cancellation);

    private async Task<Stream> ReadStreamAsync(string path, long offset, StreamMark mark, CancellationToken cancellation)
    {
        TransferOptions options = new() { Offset = offset };
        options.Check(upload: false);
        (DataTransfer transfer, Turn turn) = await _core.BeginAsync(
            link => DataOpener.OpenAsync(link, Download.Command(link, path, options), cancellation), cancellation, mark, IsAbsolute(path)).ConfigureAwait(false);
        return new RemoteReadStream(_core.Link!, transfer, turn, path, offset);
    }

    /// <summary>Opens a remote file for writing as a stream. Disposing completes the upload and throws if the server does not confirm it.</summary>
    /// <remarks>Until then the client's other calls wait, and throw where they would wait for ever: see <see cref="OpenReadAsync"/>.</remarks>
    /// <param name="path">The remote file; replaced if it exists, unless <paramref name="options"/> say otherwise.</param>
    /// <param name="options">Offset, append.</param>
    /// <param name="cancellation">Gives up opening.</param>
    /// <exception cref="FtpsException">Refused.</exception>
    public Task<RemoteWriteStream> OpenWriteAsync(string path, TransferOptions? options = null, CancellationToken cancellation = default) =>
        WriteStreamAsync(path, options ?? TransferOptions.None, _core.Turns.Streams.Mark(path), cancellation);

    private async Task<RemoteWriteStream> WriteStreamAsync(string path, TransferOptions options, StreamMark mark, CancellationToken cancellation)
    {
        options.Check(upload: true);
        (DataTransfer transfer, Turn turn) = await _core.BeginAsync(
            async link =>
            {
                await UploadPreparation.RunAsync(link, path, length: null, options, cancellation).ConfigureAwait(false);
                return await DataOpener.OpenAsync(link, Upload.Command(link, path, options), cancellation).ConfigureAwait(false);
            },
            cancellation,
            mark,
            IsAbsolute(path)).ConfigureAwait(false);
        return new RemoteWriteStream(_core.Link!, transfer, turn, path, options);
    }

    /// <summary>Sends a command as it is and gives the server's final reply, whatever it says.</summary>
    /// <param name="command">The line without its end: <c>SITE HELP</c>.</param>
    /// <param name="cancellation">Gives up waiting; the reply is dropped when it comes.</param>
    /// <exception cref="FtpsException">The connection failed.</exception>
    /// <exception cref="ArgumentException">There is a line end in it, or it would open a data connection, which only the other calls can.</exception>
    public Task<ServerReply> SendAsync(string command, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _core.RunAsync(link => RawCommand.RunAsync(link, command, cancellation), cancellation);
    }

    // What it is called does not depend on where the server is. Whoever removes or renames a directory goes home first all the same: some servers do not let go of the one that they are in.
    private static bool IsAbsolute(string path) => path.StartsWith('/');

    private Task<ServerReply> CommandAsync(string verb, string argument, CancellationToken cancellation) => _core.RunAsync(async link =>
    {
        ArgumentException.ThrowIfNullOrEmpty(argument);
        ServerReply reply = await link.ExchangeAsync(CommandLine.Of(verb, link.Names.Encode(argument)), cancellation).ConfigureAwait(false);
        return reply.Category == 2 ? reply : throw FtpsException.Refusal(reply, argument);
    }, cancellation, IsAbsolute(argument) && verb != "RMD");

    /// <summary>Breaks the control connection off at once: what runs fails with <see cref="FtpsFailure.ConnectionLost"/> and can be repeated after <see cref="ReconnectAsync"/>.</summary>
    public void Abort() => _core.Link?.Dispose();

    /// <summary>Says goodbye to the server and closes; an operation that still runs is aborted.</summary>
    public ValueTask DisposeAsync() => _core.DisposeAsync();
}
