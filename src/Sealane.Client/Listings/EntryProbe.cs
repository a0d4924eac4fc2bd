using Sealane.Client.Control;
using Sealane.Client.Data;
using Sealane.Protocol;

namespace Sealane.Client.Listings;

/// <summary>Asks for one file or directory: MLST where there is one; else SIZE and MDTM, which only files have, and CWD, which only directories have.</summary>
internal static class EntryProbe
{
    /// <summary>Null when there is nothing by that name, as far as the server tells.</summary>
    internal static async Task<RemoteEntry?> FindAsync(ControlLink link, string path, CancellationToken cancellation)
    {
        string name = NameOf(path);
        if (link.Options.UseMlsd && link.Server.Has("MLST"))
        {
            ServerReply reply = await link.ExchangeAsync(CommandLine.Of("MLST", link.Names.Encode(path)), cancellation).ConfigureAwait(false);
            if (reply.Category == 2 && new MlsxParser().TryReadReply(reply, out ListedEntry? entry))
            {
                return EntryReader.Convert(entry!, name, link.Names, TimeSpan.Zero);
            }

            if (reply.Code is not (ReplyCode.SyntaxError or ReplyCode.NotImplemented))
            {
                return reply.Code is ReplyCode.FileUnavailable or ReplyCode.FileBusy or ReplyCode.BadArgument ? null : throw FtpsException.Refusal(reply, path);
            }
        }

        RemoteEntry found = await AskAsync(link, path, new RemoteEntry { Name = name }, cancellation).ConfigureAwait(false);
        return found.Kind is null ? null : found;
    }

    /// <summary>Adds what can be found out to an entry of which only the name is known.</summary>
    internal static async Task<RemoteEntry> AskAsync(ControlLink link, string path, RemoteEntry entry, CancellationToken cancellation)
    {
        byte[] name = link.Names.Encode(path);

        // Some servers tell no size while the type is text, or that of what they would send (RFC 3659 §4).
        await link.SetTypeAsync('I', cancellation).ConfigureAwait(false);
        await ModeZ.SetAsync(link, compressed: false, cancellation).ConfigureAwait(false);
        bool asksTime = CommandChoice.Mdtm(link);
        List<CommandLine> questions = [];
        if (link.AsksSize)
        {
            questions.Add(CommandLine.Of("SIZE", name));
        }

        if (asksTime)
        {
            questions.Add(CommandLine.Of("MDTM", name));
        }

        ServerReply[] replies = await link.ExchangeAllAsync([.. questions], cancellation).ConfigureAwait(false);
        long? size = link.AsksSize && replies[0].Code == ReplyCode.FileStatus && FileStatusReply.TryParseSize(replies[0].Lines[^1].Span, out long length) ? length : null;
        DateTime? time = asksTime && replies[^1].Code == ReplyCode.FileStatus && FileStatusReply.TryParseTime(replies[^1].Lines[^1].Span, out DateTime utc) ? utc : null;
        if (size is not null)
        {
            return entry with { Kind = EntryKind.File, Length = size, Modified = time, Precision = time is null ? TimePrecision.None : TimePrecision.Second };
        }

        if (await IsDirectoryAsync(link, path, cancellation).ConfigureAwait(false))
        {
            return entry with { Kind = EntryKind.Directory, Modified = time, Precision = time is null ? TimePrecision.None : TimePrecision.Second };
        }

        return time is null ? entry : entry with { Kind = EntryKind.File, Modified = time, Precision = TimePrecision.Second };
    }

    private static async Task<bool> IsDirectoryAsync(ControlLink link, string path, CancellationToken cancellation)
    {
        (ServerReply reply, string from) = await WorkingDirectory.VisitAsync(link, path, cancellation).ConfigureAwait(false);
        if (reply.Category != 2)
        {
            return false;
        }

        await WorkingDirectory.BackAsync(link, from, cancellation).ConfigureAwait(false);
        return true;
    }

    private static string NameOf(string path)
    {
        string trimmed = path.TrimEnd('/');
        return trimmed[(trimmed.LastIndexOf('/') + 1)..];
    }
}
