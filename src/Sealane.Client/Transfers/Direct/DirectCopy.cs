using System.Globalization;
using System.Net;
using System.Text;
using Sealane.Client.Control;
using Sealane.Client.Data;
using Sealane.Protocol;

namespace Sealane.Client.Transfers;

/// <summary>One copy from server to server: the ways that the two have, one after the other, until one of them moves bytes.</summary>
internal sealed class DirectCopy(ControlLink from, string sourcePath, ControlLink to, string targetPath, ServerToServerOptions options, CancellationToken cancellation)
{
    // A server that begins TLS and sends may reset the connection over the tickets that it never reads, and the end of the file with it (ProFTPD): the target has the beginning, and wants the rest.
    private const int MostBreaks = 8;

    // The source was asked for the file's size and did not tell it.
    private bool _isDoubtful;

    private char Type => options.Ascii ? 'A' : 'I';

    internal async Task<TransferResult> RunAsync()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(options.Offset, nameof(options));
        if (options is { Ascii: true, Offset: > 0 })
        {
            throw new ArgumentException("A text transfer cannot begin in the middle: what the one server counts there is not what the other has (Ascii and Offset).");
        }

        long start = from.Options.Time.GetTimestamp();
        long? length = await SizeAsync(from, sourcePath).ConfigureAwait(false);
        _isDoubtful = length is null && !options.Ascii && from.AsksSize;
        if (options.Offset > length)
        {
            throw new FtpsException(FtpsFailure.Verification, $"{targetPath} has {options.Offset} bytes and {sourcePath} only {length}: it is not its beginning, and was left as it is.", connectionUsable: true);
        }

        (ServerReply final, long? arrived) = await MoveAllAsync(length).ConfigureAwait(false);
        if (to.Options.VerifySize && length is { } sent && arrived is { } there && sent != there)
        {
            throw new FtpsException(FtpsFailure.Verification, $"{targetPath}: both servers are content, but it has {there} bytes and {sourcePath} has {sent}. It is not whole; copy it again.", to.IsUsable) { Side = CopySide.Target };
        }

        return new TransferResult((arrived ?? length ?? options.Offset) - options.Offset, from.Options.Time.GetElapsedTime(start), final, null);
    }

    // The final reply and the size that the target tells then. What broke off is gone on with, also where both servers did not notice (they answer 226 both).
    private async Task<(ServerReply Final, long? Arrived)> MoveAllAsync(long? length)
    {
        long offset = options.Offset;
        for (int breaks = 0; ; breaks++)
        {
            try
            {
                ServerReply final = await MoveAsync(options with { Offset = offset }).ConfigureAwait(false);
                long? arrived = await SizeAsync(to, targetPath).ConfigureAwait(false);
                if (!to.Options.VerifySize || breaks == MostBreaks || !(arrived > offset && arrived < length))
                {
                    return (final, arrived);
                }

                offset = arrived.Value;
            }
            catch (FtpsException e) when (e.Failure == FtpsFailure.Truncated && !options.Ascii && breaks < MostBreaks && from.IsUsable && to.IsUsable)
            {
                offset += e.Moved;
            }

            from.Channel.Note($"the copy broke off; going on at byte {offset}");
        }
    }

    private async Task<ServerReply> MoveAsync(ServerToServerOptions options)
    {
        IReadOnlyList<DirectWay> ways = DirectWay.Between(from, to, options);
        FtpsException? failure = null;
        foreach (DirectWay way in ways)
        {
            try
            {
                return await new DirectAttempt(from, to, way, options, cancellation).RunAsync(
                    await PrepareAsync(way, options.Offset).ConfigureAwait(false), Move(from), Move(to), () => SizeAsync(to, targetPath), _isDoubtful).ConfigureAwait(false);
            }
            catch (FtpsException e) when (e.Failure is FtpsFailure.NotSupported or FtpsFailure.DataConnection && from.IsUsable && to.IsUsable)
            {
                from.Channel.Note($"with {(way.Passive == from ? "the source" : "the target")} passive, the servers do not come together: {e.Message}");
                failure = e;
            }
        }

        throw failure ?? new FtpsException(FtpsFailure.NotSupported, from.Server.Tls is null || to.Server.Tls is null
            ? "one of the two control connections has no TLS, so the data connection between the servers cannot be protected"
            : "neither server can begin TLS on a data connection (SSCN, CPSV), so the one between them cannot be protected", connectionUsable: true);
    }

    // What both sides are told before the transfer. A refusal here closes this way only.
    private async Task<IPEndPoint> PrepareAsync(DirectWay way, long offset)
    {
        CopySide side = CopySide.Source;
        try
        {
            foreach (ControlLink link in (ControlLink[])[from, to])
            {
                side = link == from ? CopySide.Source : CopySide.Target;

                // The port that was asked for ahead is replaced by the next passive command.
                link.SparePassive = null;
                await link.SetTypeAsync(Type, cancellation).ConfigureAwait(false);
                await ModeZ.SetAsync(link, compressed: false, cancellation).ConfigureAwait(false);
                if (link.Server.Tls is not null)
                {
                    await link.SetProtectionAsync(options.Protect ? 'P' : 'C', cancellation).ConfigureAwait(false);
                    await TlsRole.SetAsync(link, client: way.TlsClient == link, cancellation).ConfigureAwait(false);
                }
            }

            side = way.Passive == from ? CopySide.Source : CopySide.Target;
            await PretCommand.SayAsync(way.Passive, Move(way.Passive), cancellation).ConfigureAwait(false);
            ServerReply reply = await way.Passive.ExchangeAsync(DirectPort.Request(way), cancellation).ConfigureAwait(false);
            IPEndPoint port = DirectPort.Read(way, reply)
                ?? throw new FtpsException(FtpsFailure.NotSupported, $"the answer to {DirectPort.Request(way).Trace} names no port that can be passed on: {reply}", connectionUsable: true, reply);
            side = way.Active == from ? CopySide.Source : CopySide.Target;
            await PretCommand.SayAsync(way.Active, Move(way.Active), cancellation).ConfigureAwait(false);
            await way.Active.DemandAsync(DirectPort.Announce(way, port), cancellation).ConfigureAwait(false);
            side = CopySide.Source;
            await RestartAsync(from, offset).ConfigureAwait(false);
            side = CopySide.Target;
            await RestartAsync(to, offset).ConfigureAwait(false);
            return port;
        }
        catch (FtpsException e)
        {
            // Refused or lost: in either case nothing has moved.
            throw new FtpsException(e.ConnectionUsable ? FtpsFailure.NotSupported : e.Failure, e.Message, e.ConnectionUsable, e.Reply, e) { Side = side };
        }
    }

    private async Task RestartAsync(ControlLink link, long offset)
    {
        if (offset > 0 || link.RestartIsUnsure)
        {
            if (!CommandChoice.Rest(link))
            {
                throw new FtpsException(FtpsFailure.NotSupported, $"{link.Options.Host} does not list REST, and only what it lists is used", connectionUsable: true);
            }

            link.RestartIsUnsure = true;
            ServerReply reply = await link.ExchangeAsync(
                CommandLine.Of("REST", Encoding.ASCII.GetBytes(offset.ToString(CultureInfo.InvariantCulture))), cancellation).ConfigureAwait(false);
            if (reply.Code != ReplyCode.NeedMore && offset > 0)
            {
                throw FtpsException.Refusal(reply, $"the server cannot go on at byte {offset}");
            }
        }
    }

    private async Task<long?> SizeAsync(ControlLink link, string path)
    {
        if (options.Ascii || !link.AsksSize)
        {
            return null;
        }

        await link.SetTypeAsync('I', cancellation).ConfigureAwait(false);
        ServerReply reply = await link.ExchangeAsync(Command("SIZE", link, path), cancellation).ConfigureAwait(false);
        return reply.Code == ReplyCode.FileStatus && FileStatusReply.TryParseSize(reply.Lines[^1].Span, out long size) ? size : null;
    }

    private CommandLine Move(ControlLink link) => link == from ? Command("RETR", from, sourcePath) : Command("STOR", to, targetPath);

    private static CommandLine Command(string verb, ControlLink link, string path) => CommandLine.Of(verb, link.Names.Encode(path));
}
