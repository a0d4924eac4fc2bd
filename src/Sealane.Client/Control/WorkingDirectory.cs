using Sealane.Client.Data;
using Sealane.Protocol;

namespace Sealane.Client.Control;

/// <summary>PWD and CWD: of the user's own directory, and of visits to others, from which every way leads back.</summary>
internal static class WorkingDirectory
{
    internal static async Task<string> AskAsync(ControlLink link, CancellationToken cancellation)
    {
        ServerReply reply = await link.ExchangeAsync(CommandLine.Of("PWD"), cancellation).ConfigureAwait(false);
        return reply.Code == ReplyCode.PathName && PathReply.TryParse(reply.Lines[^1].Span, out ReadOnlyMemory<byte> path)
            ? link.Names.Decode(path.Span)
            : throw FtpsException.Refusal(reply, "the server does not tell its working directory");
    }

    /// <summary>Changes the user's own directory. Cancelled midway, it is taken back: nobody knows where the server is then.</summary>
    /// <param name="link">The link.</param>
    /// <param name="path">As the user says it.</param>
    /// <param name="known">The user's own directory so far, if that is known.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Where the server is now.</returns>
    internal static async Task<string> ChangeAsync(ControlLink link, string path, string? known, CancellationToken cancellation)
    {
        CommandLine command = path == ".." ? CommandLine.Of("CDUP") : CommandLine.Of("CWD", link.Names.Encode(path));
        string? before = link.Directory ?? known;
        link.Directory = null;
        try
        {
            ServerReply reply = await link.ExchangeAsync(command, cancellation).ConfigureAwait(false);
            if (reply.Category != 2)
            {
                link.Directory = before;
                throw FtpsException.Refusal(reply, path);
            }

            return link.Directory = await AskAsync(link, cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            link.ReturnTo = before;
            if (before is null)
            {
                link.Dispose();
            }

            throw;
        }
    }

    /// <summary>Goes to another directory for a while. Whoever does not come back by <see cref="BackAsync"/> is brought back by the next operation.</summary>
    /// <returns>The reply to CWD, which may be a refusal, and where to go back to.</returns>
    internal static async Task<(ServerReply Reply, string From)> VisitAsync(ControlLink link, string path, CancellationToken cancellation, bool asksPort = false)
    {
        CommandLine command = CommandLine.Of("CWD", link.Names.Encode(path));
        bool away = link.ReturnTo is not null;

        // From where somebody else's visit has led, nobody wants to go back there: on to the next, and home in the end.
        bool wanders = away && path.StartsWith('/');
        string? before = wanders ? link.Directory : link.Directory ??= await AskAsync(link, cancellation).ConfigureAwait(false);
        link.ReturnTo ??= before;
        link.Directory = null;
        ServerReply reply = await SendAsync(link, command, asksPort, cancellation).ConfigureAwait(false);
        if (reply.Category != 2)
        {
            link.Directory = before;
            link.ReturnTo = away ? link.ReturnTo : null;
        }

        return (reply, before ?? link.ReturnTo!);
    }

    // A listing needs a passive port next: asked for in the same flight, where the server bears that.
    private static async Task<ServerReply> SendAsync(ControlLink link, CommandLine command, bool asksPort, CancellationToken cancellation)
    {
        // Not the first one: whether EPSV gets through has to be found out with care.
        if (!asksPort || !link.Profile.AllowsPipelining || !link.Profile.DataWorked || link.Options.DataConnections == DataConnectionMode.Active || link.SparePassive is not null)
        {
            return await link.ExchangeAsync(command, cancellation).ConfigureAwait(false);
        }

        PendingReply[] pending = await link.Channel.SendAsync(command, PassiveReply.Command(link)).ConfigureAwait(false);
        link.SparePassive = pending[1];
        return await link.AwaitAsync(pending[0].Final, cancellation).ConfigureAwait(false);
    }

    /// <summary>Ends a visit that succeeded.</summary>
    internal static async Task BackAsync(ControlLink link, string from, CancellationToken cancellation)
    {
        ServerReply reply = await link.ExchangeAsync(CommandLine.Of("CWD", link.Names.Encode(from)), cancellation).ConfigureAwait(false);
        if (reply.Category != 2)
        {
            // Every relative path would mean something else from here on.
            throw link.Channel.Break(FtpsFailure.ConnectionLost,
                $"the directory {from}, in which this connection worked, cannot be entered any more ({reply}); the connection was closed, because names would mean other files", reply: reply);
        }

        link.Directory = from;
        link.ReturnTo = link.ReturnTo == from ? null : link.ReturnTo;
    }

    /// <summary>Goes back to the user's own directory, if an earlier operation left it.</summary>
    internal static Task ReturnAsync(ControlLink link, CancellationToken cancellation) =>
        link.ReturnTo is { } home ? BackAsync(link, home, cancellation) : Task.CompletedTask;
}
