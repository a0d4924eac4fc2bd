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
        // Before anything is changed: a name that cannot be sent.
        CommandLine[] steps = Steps(link, path);
        string? before = link.Directory ?? known;
        before ??= steps.Length > 1 ? await AskAsync(link, cancellation).ConfigureAwait(false) : null;
        link.Directory = null;
        try
        {
            ServerReply reply = await WalkAsync(link, steps, before, cancellation).ConfigureAwait(false);
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
    /// <param name="link">The link.</param>
    /// <param name="path">The directory.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <param name="ahead">A passive command to travel with CWD, where a data connection comes next and that may be; else null.</param>
    /// <returns>The reply to CWD, which may be a refusal, and where to go back to.</returns>
    internal static async Task<(ServerReply Reply, string From)> VisitAsync(ControlLink link, string path, CancellationToken cancellation, CommandLine? ahead = null)
    {
        CommandLine[] steps = Steps(link, path);
        bool away = link.ReturnTo is not null;

        // From where somebody else's visit has led, nobody wants to go back there: on to the next, and home in the end.
        bool wanders = away && path.StartsWith('/');
        string? before = wanders ? link.Directory : link.Directory ??= await AskAsync(link, cancellation).ConfigureAwait(false);
        link.ReturnTo ??= before;
        link.Directory = null;
        ServerReply reply = await (ahead is { } port && steps.Length == 1 ? WithPortAsync(link, steps[0], port, cancellation) : WalkAsync(link, steps, before, cancellation)).ConfigureAwait(false);
        if (reply.Category != 2)
        {
            link.Directory = before;
            link.ReturnTo = away ? link.ReturnTo : null;
        }

        return (reply, before ?? link.ReturnTo!);
    }

    // A listing needs a passive port next: asked for in the same flight.
    private static async Task<ServerReply> WithPortAsync(ControlLink link, CommandLine command, CommandLine ahead, CancellationToken cancellation)
    {
        PendingReply[] pending = await link.Channel.SendAsync(command, ahead).ConfigureAwait(false);
        link.SparePassive = pending[1];
        return await link.AwaitAsync(pending[0].Final, cancellation).ConfigureAwait(false);
    }

    /// <summary>Ends a visit that succeeded.</summary>
    internal static async Task BackAsync(ControlLink link, string from, CancellationToken cancellation)
    {
        ServerReply reply = await WalkAsync(link, Steps(link, from), null, cancellation).ConfigureAwait(false);
        if (reply.Category != 2)
        {
            // Every relative path would mean something else from here on.
            throw link.Channel.Break(FtpsFailure.ConnectionLost,
                $"the directory {from}, in which this connection worked, cannot be entered any more ({reply}); the connection was closed, because names would mean other files", reply: reply);
        }

        link.Directory = from;
        link.ReturnTo = link.ReturnTo == from ? null : link.ReturnTo;
    }

    /// <summary>Goes to a directory from that of the login.</summary>
    internal static Task<ServerReply> EnterAsync(ControlLink link, string path, CancellationToken cancellation) => WalkAsync(link, Steps(link, path), null, cancellation);

    // One command, or one for each name on the way, the first absolute if the path is.
    private static CommandLine[] Steps(ControlLink link, string path)
    {
        if (path == "..")
        {
            return [CommandLine.Of("CDUP")];
        }

        string[] names = link.Options.Commands.Tvfs == false ? path.Split('/', StringSplitOptions.RemoveEmptyEntries) : [];
        if (names.Length < 2)
        {
            return [CommandLine.Of("CWD", link.Names.Encode(path))];
        }

        names[0] = path.StartsWith('/') ? "/" + names[0] : names[0];
        return [.. names.Select(name => name == ".." ? CommandLine.Of("CDUP") : CommandLine.Of("CWD", link.Names.Encode(name)))];
    }

    // The reply to the last step, or the refusal of one: then the server is where it was before, if that is known.
    private static async Task<ServerReply> WalkAsync(ControlLink link, CommandLine[] steps, string? from, CancellationToken cancellation)
    {
        for (int i = 0; ; i++)
        {
            ServerReply reply = await link.ExchangeAsync(steps[i], cancellation).ConfigureAwait(false);
            if (reply.Category == 2 && i + 1 < steps.Length)
            {
                continue;
            }

            if (reply.Category != 2 && i > 0 && from is not null)
            {
                string? home = link.ReturnTo;
                await BackAsync(link, from, cancellation).ConfigureAwait(false);
                link.ReturnTo = home;
            }

            return reply;
        }
    }

    /// <summary>Goes back to the user's own directory, if an earlier operation left it.</summary>
    internal static Task ReturnAsync(ControlLink link, CancellationToken cancellation) =>
        link.ReturnTo is { } home ? BackAsync(link, home, cancellation) : Task.CompletedTask;
}
