using System.Collections.Immutable;
using Sealane.Client;
using Sealane.Protocol;
using Sealane.Shell.Listings;
using Sealane.Shell.Remote;
using Sealane.Shell.Sites;

namespace Sealane.Shell.Commands;

/// <summary>ls, nlist, .mplist, and their forms that ask anew: the server's own listing, line for line.</summary>
/// <param name="verb">LIST, NLST or MLSD.</param>
/// <param name="asksAnew">Whether what is kept is not good enough.</param>
internal sealed class LsCommand(string verb, bool asksAnew) : ShellCommand
{
    public override string Synopsis => $"{(verb == "LIST" ? asksAnew ? "rels" : "ls" : verb == "NLST" ? asksAnew ? "renlist" : "nlist" : asksAnew ? ".remplist" : ".mplist")} [<args>]";

    public override string Help => $"""
        Shows the server's own list ({verb}); the arguments go to the server as they are.
        Lists are kept for a while: the command with `re' in front asks anew. See also cls.
        """;

    public override async Task<int> RunAsync(CommandContext context)
    {
        ImmutableArray<string> words = context.Arguments;
        if (verb == "LIST" && words.IsEmpty && context.Settings.Text("cmd:ls-default", context.Site.Closures) is { Length: > 0 } given)
        {
            words = [.. given.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        }

        string about = string.Join(' ', words);
        if (verb == "LIST" && context.Settings.Text("ftp:list-options", context.Site.Closures) is { Length: > 0 } options)
        {
            words = [.. options.Split(' ', StringSplitOptions.RemoveEmptyEntries), .. words];
        }

        // What lftp calls the thing it copies from; a message that does not have it gets it in front.
        string shown = string.Join(' ', context.Arguments);
        string what = verb == "LIST" ? (shown.Length > 0 ? "ls " : "") + shown : shown;
        try
        {
            byte[] listing = await ListAsync(context, words, what).ConfigureAwait(false);
            await context.OutputBytes.WriteAsync(listing, context.Cancellation).ConfigureAwait(false);
            return 0;
        }
        catch (FtpsException fault)
        {
            throw Complain(Text(fault, about), what, fault);
        }
        catch (CommandException fault) when (fault.InnerException is FtpsException)
        {
            throw Complain(fault.Message, what, fault);
        }
    }

    // With all its arguments, and a listing that is not served at all is another thing than one that is refused: so has lftp it.
    private static string Text(FtpsException fault, string about) => fault.Reply is { Code: ReplyCode.SyntaxError or ReplyCode.NotImplemented } ? $"Fatal error: {RemoteFault.Words(fault)}"
        : about.Length > 0 ? RemoteFault.Text(fault, about) : RemoteFault.Text(fault);

    private static CommandException Complain(string text, string what, Exception cause) =>
        new(what.Length == 0 || text.Contains(what, StringComparison.Ordinal) ? text : $"{what}: {text}", cause);

    private async Task<byte[]> ListAsync(CommandContext context, ImmutableArray<string> words, string what)
    {
        string arguments = string.Join(' ', words);
        long generation = context.Shell.Listings.Generation;
        Site site = context.Site;
        if (!asksAnew && site.Home is not null && context.Shell.Listings.Find(Key(site, arguments)) is byte[] kept)
        {
            return kept;
        }

        var received = new MemoryStream();
        bool goesOn = context.Settings.Flag("ftp:rest-list", site.Closures);
        byte[] listing = await context.Shell.Connections.RunHereAsync(context, async (client, here, cancellation) =>
        {
            site = here;
            received.SetLength(goesOn ? received.Length : 0);
            return await AskAsync(client, here, words, arguments, received, cancellation).ConfigureAwait(false);
        }, $"`{(what.Length > 0 ? what : ".")}'").ConfigureAwait(false);
        context.Shell.Listings.Keep(Key(site, arguments), listing, listing.Length + 64, listing.Length == 0, generation);
        return listing;
    }

    private async Task<byte[]> AskAsync(FtpsClient client, Site site, ImmutableArray<string> words, string arguments, MemoryStream listing, CancellationToken cancellation)
    {
        if (verb == "MLSD" && !client.Server.Has("MLST"))
        {
            throw new CommandException("Operation not supported: MLST and MLSD are not supported by this site");
        }

        string asked = RemotePath.ExpandHome(site, arguments);
        bool stat = verb == "LIST" && client.Options.Commands.StatForList, goesOn = listing.Length > 0;
        try
        {
            await ReceiveAsync(client, stat && !goesOn ? "STAT" : verb, asked, listing, cancellation).ConfigureAwait(false);
        }
        catch (FtpsException e) when (e is { Reply: not null, ConnectionUsable: true } && (goesOn || (stat && e.Failure == FtpsFailure.NotSupported)))
        {
            // No STAT for directories here, or no REST.
            listing.SetLength(0);
            await ReceiveAsync(client, verb, asked, listing, cancellation).ConfigureAwait(false);
        }

        // Some servers list what does not exist as empty, and say that all went well.
        if (listing.Length == 0 && verb != "MLSD" && PathOf(words) is { } path)
        {
            await CheckAsync(client, site, path, cancellation).ConfigureAwait(false);
        }

        return ListingText.Lines(listing.GetBuffer().AsSpan(0, (int)listing.Length), client.Options.Charset);
    }

    private static async Task ReceiveAsync(FtpsClient client, string verb, string arguments, MemoryStream listing, CancellationToken cancellation)
    {
        await foreach (ReadOnlyMemory<byte> block in client.ListRawAsync(verb, arguments, listing.Length, cancellation).ConfigureAwait(false))
        {
            listing.Write(block.Span);
        }
    }

    // MLST or CWD knows better, and has the server's own words for it.
    private static async Task CheckAsync(FtpsClient client, Site site, string path, CancellationToken cancellation)
    {
        bool hasMlst = client.Server.Has("MLST");
        ServerReply reply = await client.SendAsync((hasMlst ? "MLST " : "CWD ") + RemotePath.ExpandHome(site, path), cancellation).ConfigureAwait(false);
        if (reply.Code == ReplyCode.FileUnavailable)
        {
            throw new FtpsException(FtpsFailure.NotAvailable, $"{path}: {reply}", connectionUsable: true, reply);
        }

        if (!hasMlst && reply.Category == 2)
        {
            await client.ChangeDirectoryAsync(RemotePath.Absolute(site, ""), cancellation).ConfigureAwait(false);
        }
    }

    private ListingKey Key(Site site, string arguments) => ListingKey.Of(site, verb, RemotePath.Absolute(site, ""), arguments);

    // The one path that is asked for; null if there is none, or if it is a pattern.
    private static string? PathOf(ImmutableArray<string> words)
    {
        string path = string.Join(' ', words.SkipWhile(word => word.StartsWith('-')));
        return path.Length == 0 || path.AsSpan().ContainsAny("*?[") ? null : path;
    }
}
