using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Sealane.Server.Storage;

namespace Sealane.Server.Control;

/// <summary>One connection to the control socket: requests line by line, each answered before the next is read.</summary>
internal sealed class ControlConversation(Socket peer, IServerControl control, ILogger log)
{
    // A request is a few words.
    internal const int LongestRequest = 4096;

    // Programs send at once; whoever types needs longer, and whoever forgets holds one of few places.
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly byte[] _buffer = new byte[LongestRequest];
    private int _length;

    /// <summary>Converses until the peer leaves, is silent for too long or talks nonsense. Never throws.</summary>
    internal async Task RunAsync(CancellationToken closing)
    {
        // Off the socket's thread: what follows reads files and waits for reloads.
        await DiskThread.Hop();
        using (peer)
        {
            try
            {
                PeerCredentials credentials = PeerCredentials.Of(peer);
                if (!credentials.MayControl)
                {
                    log.ControlDenied(credentials.User, credentials.Process);
                    await SendAsync(No("only root and the server's own user may control it"), closing).ConfigureAwait(false);
                    return;
                }

                while (await ReceiveAsync(closing).ConfigureAwait(false) is { } line)
                {
                    await DiskThread.Hop();
                    await SendAsync(await AnswerAsync(line, closing).ConfigureAwait(false), closing).ConfigureAwait(false);
                }
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // The peer left, or was too slow, or the server ends: nobody is waiting for an answer any more.
            }
#pragma warning disable CA1031 // A defect in answering must not take the server with it; it is logged.
            catch (Exception e)
#pragma warning restore CA1031
            {
                log.ControlFailed(e.ToString());
            }
        }
    }

    /// <summary>The next line without its end; null when there will be none.</summary>
    private async ValueTask<byte[]?> ReceiveAsync(CancellationToken closing)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(closing);
        limit.CancelAfter(Patience);
        while (true)
        {
            int end = _buffer.AsSpan(0, _length).IndexOf((byte)'\n');
            if (end >= 0)
            {
                byte[] line = _buffer[..end];
                _buffer.AsSpan(end + 1, _length - end - 1).CopyTo(_buffer);
                _length -= end + 1;
                return line;
            }

            if (_length == _buffer.Length)
            {
                await SendAsync(No($"a request has at most {LongestRequest} bytes"), closing).ConfigureAwait(false);
                return null;
            }

            int count = await peer.ReceiveAsync(_buffer.AsMemory(_length), SocketFlags.None, limit.Token).ConfigureAwait(false);
            if (count == 0)
            {
                return null;
            }

            _length += count;
        }
    }

    private async ValueTask SendAsync(ControlReply reply, CancellationToken closing)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(closing);
        limit.CancelAfter(Patience);
        byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(reply, ControlJson.Line.ControlReply), (byte)'\n'];
        for (int sent = 0; sent < line.Length;)
        {
            sent += await peer.SendAsync(line.AsMemory(sent), SocketFlags.None, limit.Token).ConfigureAwait(false);
        }
    }

    private async Task<ControlReply> AnswerAsync(byte[] line, CancellationToken closing)
    {
        ControlRequest? request;
        try
        {
            request = JsonSerializer.Deserialize(line, ControlJson.Line.ControlRequest);
        }
        catch (JsonException e)
        {
            return No($"a request is one line such as {{\"command\":\"status\"}}: {e.Message.ReplaceLineEndings(" ")}");
        }

        switch (request?.Command)
        {
            case "status":
                return new ControlReply { Ok = true, Status = control.Status() };
            case "who":
                return new ControlReply { Ok = true, Sessions = control.Sessions() };
            case "address":
                return IPAddress.TryParse(request.Address, out IPAddress? address)
                    ? new ControlReply { Ok = true, Address = control.Address(address) }
                    : No("address wants a numeric address");
            case "kick":
                return request.Session is null == request.User is null
                    ? No("kick wants either session or user")
                    : new ControlReply { Ok = true, Kicked = control.Kick(new KickTarget(request.Session, request.User)) };
            case "reload":
                return new ControlReply { Ok = true, Reload = await control.ReloadAsync(closing).ConfigureAwait(false) };
            case "stop":
                control.Stop(drain: request.Now != true);
                return new ControlReply { Ok = true, Stopping = Environment.ProcessId };
            default:
                return No("the commands are status, who, address, kick, reload and stop");
        }
    }

    private static ControlReply No(string why) => new() { Ok = false, Error = why };
}
