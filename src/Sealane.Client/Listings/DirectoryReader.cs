using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Sealane.Client.Control;
using Sealane.Client.Data;
using Sealane.Client.Profiles;
using Sealane.Protocol;

namespace Sealane.Client.Listings;

/// <summary>
/// Lists one directory in the best way that the server has: MLSD; else LIST, whose dialect is known by its content; else NLST, whose files are asked for size and time.
/// </summary>
internal sealed class DirectoryReader(ControlLink link, string path)
{
    // No file system has longer ones; a server that invents directories below directories ends here.
    private const int LongestPath = 32 * 1024;

    private FtpsClientOptions Options => link.Options;

    /// <summary>Starts the listing; refusals come from here, before the first entry.</summary>
    internal async Task<IAsyncEnumerable<RemoteEntry>> OpenAsync(ListingOutcome outcome, CancellationToken cancellation)
    {
        if (path.Length > LongestPath)
        {
            throw new FtpsException(FtpsFailure.Protocol, $"a directory whose path has {path.Length:N0} characters is not listed: trees that go on below it have no end ({path[..60]}…)", connectionUsable: true);
        }

        if (Options.UseMlsd && link.Server.Has("MLST") && !link.MlsdFailed)
        {
            try
            {
                CommandLine mlsd = CommandLine.Of("MLSD", link.Names.Encode(path));
                return EntriesAsync(Blocks(await StartAsync(mlsd, cancellation).ConfigureAwait(false), outcome, cancellation), new MlsxParser(), TimeSpan.Zero, outcome, cancellation);
            }
            catch (FtpsException e) when (e is { Failure: FtpsFailure.NotSupported, ConnectionUsable: true })
            {
                // Announced, but not there.
                link.MlsdFailed = true;
            }
            catch (FtpsException e) when (e.Reply is { Code: ReplyCode.BadArgument } reply)
            {
                // RFC 3659 §7.2.1: there is no such directory.
                throw new FtpsException(FtpsFailure.NotAvailable, e.Message, e.ConnectionUsable, reply, e.InnerException);
            }
        }

        return await OpenListAsync(outcome, cancellation).ConfigureAwait(false);
    }

    private async Task<DataTransfer> StartAsync(CommandLine command, CancellationToken cancellation)
    {
        var data = new DataCommand(command, DataDirection.Down, 'A', IsListing: true, Restart: 0, MoreFollow: false) { Compressed = ModeZ.IsWanted(link, null) };
        return await DataOpener.OpenAsync(link, data, cancellation).ConfigureAwait(false);
    }

    // LIST of a path means different things to different servers (options, patterns, a file), and some answer an unknown one with an empty list: go there first.
    private async Task<IAsyncEnumerable<RemoteEntry>> OpenListAsync(ListingOutcome outcome, CancellationToken cancellation)
    {
        if (path.Length > 0)
        {
            // The next operation goes back, whichever way this one ends.
            (ServerReply reply, _) = await WorkingDirectory.VisitAsync(link, path, cancellation, ahead: Options.Commands.StatForList ? null : PassiveReply.Ahead(link)).ConfigureAwait(false);
            if (reply.Category != 2)
            {
                throw FtpsException.Refusal(reply, path);
            }
        }

        string arguments = Options.ListArguments ?? (link.Profile.Kind is ServerKind.Vsftpd or ServerKind.PureFtpd ? "-a" : "");
        if (Options.Commands.StatForList && await TryStatAsync(arguments, cancellation).ConfigureAwait(false) is { } told)
        {
            outcome.EndedInOrder = true;
            return ListHereAsync(new[] { told }.ToAsyncEnumerable(), outcome, cancellation);
        }

        try
        {
            DataTransfer transfer = await StartAsync(CommandLine.Of("LIST", link.Names.Encode(arguments)), cancellation).ConfigureAwait(false);
            return ListHereAsync(Blocks(transfer, outcome, cancellation), outcome, cancellation);
        }
        catch (FtpsException e) when (IsEmptyDirectory(e))
        {
            outcome.EndedInOrder = true;
            return AsyncEnumerable.Empty<RemoteEntry>();
        }
        catch (FtpsException e) when (e is { Failure: FtpsFailure.NotSupported, ConnectionUsable: true })
        {
            return NamesAsync(outcome, cancellation);
        }
    }

    // Of the directory that the server is in, never of a path: some list what does not exist as empty.
    private async Task<ReadOnlyMemory<byte>?> TryStatAsync(string arguments, CancellationToken cancellation)
    {
        try
        {
            return await StatListing.ReadAsync(link, StatListing.Arguments(arguments), cancellation).ConfigureAwait(false);
        }
        catch (FtpsException e) when (e is { Failure: FtpsFailure.NotSupported, ConnectionUsable: true })
        {
            return null;
        }
    }

    private IAsyncEnumerable<ReadOnlyMemory<byte>> Blocks(DataTransfer transfer, ListingOutcome outcome, CancellationToken cancellation) =>
        ListingBlocks.ReadAsync(link, transfer, path, outcome, cancellation);

    // The directory is there, since the server is in it.
    private static bool IsEmptyDirectory(FtpsException e) =>
        e is { ConnectionUsable: true, Reply: { Code: ReplyCode.FileBusy or ReplyCode.FileUnavailable } reply } && reply.Text.Contains("no files", StringComparison.OrdinalIgnoreCase);

    private async IAsyncEnumerable<RemoteEntry> ListHereAsync(IAsyncEnumerable<ReadOnlyMemory<byte>> blocks, ListingOutcome outcome, [EnumeratorCancellation] CancellationToken cancellation)
    {
        long found = 0;
        var parser = new ListParser(Options.Time.GetUtcNow().UtcDateTime);
        var zone = new ServerZone(link);
        await foreach (RemoteEntry entry in EntriesAsync(blocks, parser, zone.Offset, outcome, cancellation).ConfigureAwait(false))
        {
            found++;
            zone.Keep(entry);
            if (zone.IsKnown)
            {
                foreach (RemoteEntry kept in zone.Take())
                {
                    yield return kept;
                }
            }
        }

        foreach (RemoteEntry kept in await zone.ResolveAsync(cancellation).ConfigureAwait(false))
        {
            yield return kept;
        }

        if (found == 0 && (outcome.UnparsedLines > 0 || (outcome.IsEmpty && !Options.Commands.EmptyListOk)))
        {
            await foreach (RemoteEntry entry in NamesAsync(outcome, cancellation).ConfigureAwait(false))
            {
                yield return entry;
            }
        }
    }

    // Nobody understands this server's LIST; names are the least that every server gives.
    private async IAsyncEnumerable<RemoteEntry> NamesAsync(ListingOutcome outcome, [EnumeratorCancellation] CancellationToken cancellation)
    {
        (long unparsed, string first) = (outcome.UnparsedLines, outcome.FirstUnparsed);
        List<RemoteEntry> names = [];
        try
        {
            DataTransfer transfer = await StartAsync(CommandLine.Of("NLST"), cancellation).ConfigureAwait(false);
            await foreach (RemoteEntry entry in EntriesAsync(Blocks(transfer, outcome, cancellation), new NlstParser(default), TimeSpan.Zero, outcome, cancellation).ConfigureAwait(false))
            {
                names.Add(entry);
            }
        }
        catch (FtpsException e) when (IsEmptyDirectory(e))
        {
            outcome.EndedInOrder = true;
        }

        // What LIST said and nobody understood stays unknown: nothing may be deleted because of it.
        (outcome.UnparsedLines, outcome.FirstUnparsed) = (unparsed + outcome.UnparsedLines, first.Length > 0 ? first : outcome.FirstUnparsed);
        foreach (RemoteEntry name in names)
        {
            yield return await EntryProbe.AskAsync(link, name.Name, name, cancellation).ConfigureAwait(false);
        }
    }

    private async IAsyncEnumerable<RemoteEntry> EntriesAsync(
        IAsyncEnumerable<ReadOnlyMemory<byte>> blocks, ListingParser parser, TimeSpan offset, ListingOutcome outcome, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var lines = new ListingLines();
        List<RemoteEntry> ready = [];
        outcome.IsEmpty = true;
        await foreach (ReadOnlyMemory<byte> block in blocks.ConfigureAwait(false))
        {
            outcome.IsEmpty &= block.Length == 0;
            Parse(block.Span, lines, parser, offset, ready);
            foreach (RemoteEntry entry in ready)
            {
                yield return entry;
            }

            ready.Clear();
        }

        ParseRest(lines, parser, offset, ready);
        parser.Complete();
        outcome.Take(parser);
        if (parser.UnparsedLines > 0)
        {
            ClientLog.UnparsedLines(Options.Logger, Options.Host, path, parser.UnparsedLines, outcome.FirstUnparsed);
        }

        foreach (RemoteEntry entry in ready)
        {
            yield return entry;
        }
    }

    private void Parse(ReadOnlySpan<byte> block, ListingLines lines, ListingParser parser, TimeSpan offset, List<RemoteEntry> ready)
    {
        while (lines.TryRead(ref block, out ReadOnlySpan<byte> line, out bool cut))
        {
            Take(line, cut, parser, offset, ready);
        }
    }

    private void ParseRest(ListingLines lines, ListingParser parser, TimeSpan offset, List<RemoteEntry> ready)
    {
        if (lines.TryReadLast(out ReadOnlySpan<byte> line, out bool cut))
        {
            Take(line, cut, parser, offset, ready);
        }
    }

    private void Take(ReadOnlySpan<byte> line, bool cut, ListingParser parser, TimeSpan offset, List<RemoteEntry> ready)
    {
        if (cut)
        {
            parser.CountUnparsed(line);
        }
        else if (parser.Read(line, out ListedEntry? listed) == ListLine.Entry)
        {
            if (EntryReader.Read(listed!, link.Names, offset) is { } entry)
            {
                ready.Add(entry);
            }
            else if (listed!.Role == DirectoryRole.Entry)
            {
                parser.CountUnparsed(line);
            }
        }
    }
}
