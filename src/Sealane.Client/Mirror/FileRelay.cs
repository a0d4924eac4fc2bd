namespace Sealane.Client.Mirroring;

/// <summary>Moves one file from a server to a server: through here, or by themselves where the options ask for it and they can.</summary>
internal sealed class FileRelay(MirrorContext context, SourceServer source)
{
    private MirrorOptions Options => context.Options;

    internal async Task<(long Moved, TimeSpan Elapsed)> RunAsync(PooledClient lent, FileJob job, int attempt, CancellationToken cancellation)
    {
        FtpsClient client = lent.Client;
        string remote = context.Server.PathOf(job.TargetPath);
        var send = new FileSend(context);
        long offset = attempt == 1 ? job.Plan.Offset : await send.ArrivedAsync(client, remote, job, job.Plan.Source.Length ?? 0, cancellation).ConfigureAwait(false);
        await send.MakeRoomAsync(client, remote, job, offset, attempt, cancellation).ConfigureAwait(false);
        context.Tally.Tell(FileMover.Begin(job, offset, context));
        TransferResult result = await source.Pool.RunAsync(async (from, token) =>
        {
            TransferResult moved = await MoveAsync(from, client, remote, job, offset, token).ConfigureAwait(false);
            if (Options.Verify != MirrorVerification.None && !Options.Ascii)
            {
                await VerifyAsync(from, client, remote, job, token).ConfigureAwait(false);
            }

            return moved;
        }, cancellation).ConfigureAwait(false);
        lent.CountTransfer(result.Moved);
        return (result.Moved, result.Elapsed);
    }

    private async Task<TransferResult> MoveAsync(FtpsClient from, FtpsClient to, string remote, FileJob job, long offset, CancellationToken cancellation)
    {
        string path = source.PathOf(job.Path);
        if (Options.ServerToServer is { } direct && !source.DirectFails)
        {
            try
            {
                return await ServerToServer.CopyAsync(from, path, to, remote, direct with { Offset = offset, Ascii = Options.Ascii }, cancellation).ConfigureAwait(false);
            }
            catch (FtpsException e) when (!Options.NoRelay && e.Failure is not (FtpsFailure.NotAvailable or FtpsFailure.Refused or FtpsFailure.Verification))
            {
                // One file is enough to find out.
                source.DirectFails = true;
                context.Tally.Tell(new MirrorEvent(MirrorEventKind.Warning, job.Path) { Message = $"the servers do not copy to each other ({e.Message}); files go through this machine", Error = e });
                if (!from.IsConnected || !to.IsConnected)
                {
                    throw new FtpsException(FtpsFailure.ConnectionLost, e.Message, connectionUsable: false, e.Reply, e) { Moved = e.Moved };
                }
            }
        }

        Stream stream = await from.OpenReadAsync(path, offset, cancellation).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            try
            {
                return await to.UploadAsync(stream, remote, new TransferOptions { Offset = offset, Ascii = Options.Ascii, Progress = MirrorProgress.For(context.Tally, job) }, cancellation).ConfigureAwait(false);
            }
            catch (FtpsException e) when (e is { Failure: FtpsFailure.LocalFile, InnerException: FtpsException reading })
            {
                // What the upload takes for a local file is the other server.
                throw new FtpsException(reading.Failure, reading.Message, reading.ConnectionUsable && e.ConnectionUsable, reading.Reply, reading) { Moved = e.Moved, Side = CopySide.Source };
            }
        }
    }

    /// <summary>Whether both servers compute the same over the file; null when they have no function in common.</summary>
    internal static async Task<bool?> IsSameAsync(FtpsClient from, string path, FtpsClient to, string remote, CancellationToken cancellation)
    {
        HashFunction[] common = [.. to.HashFunctions.Intersect(from.HashFunctions)];
        return common.Length > 0
            && await from.HashAsync(path, common[0], cancellation).ConfigureAwait(false) is { } one
            && await to.HashAsync(remote, common[0], cancellation).ConfigureAwait(false) is { } other
            ? one.Digest.Span.SequenceEqual(other.Digest.Span) : null;
    }

    private async Task VerifyAsync(FtpsClient from, FtpsClient to, string remote, FileJob job, CancellationToken cancellation)
    {
        switch (await IsSameAsync(from, source.PathOf(job.Path), to, remote, cancellation).ConfigureAwait(false))
        {
            case false:
                throw new FtpsException(FtpsFailure.Verification, $"{remote}: its hash differs from the source's. One of them is damaged or was changed; move it again.", to.IsConnected);
            case null when Options.Verify == MirrorVerification.Always:
                throw new FtpsException(FtpsFailure.NotSupported, $"the two servers have no hash function in common: {remote} was moved, and its content cannot be compared.", to.IsConnected);
            default:
                return;
        }
    }
}
