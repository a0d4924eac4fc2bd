using System.Buffers;
using System.Net.Sockets;
using System.Text.Json;

namespace Sealane.Server.Control;

/// <summary>Asks a running server over its control socket.</summary>
/// <param name="path">Path of the socket (<see cref="ControlSocket.PathIn"/>).</param>
public sealed class ControlClient(string path)
{
    // A thousand sessions are some 300 KiB.
    private const int LongestReply = 64 * 1024 * 1024;

    // A server that lives answers at once; one that reloads resolves names and reads files.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_reloadPatience = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan s_fullPause = TimeSpan.FromMilliseconds(20);

    /// <summary>Sends one request and waits for its reply.</summary>
    /// <exception cref="ControlException">None is running, it does not answer, or it refuses.</exception>
    public async Task<ControlReply> AskAsync(ControlRequest request, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(request.Command == "reload" ? s_reloadPatience : s_patience);
        try
        {
            using Socket socket = await ConnectAsync(limit.Token).ConfigureAwait(false);
            byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(request, ControlJson.Line.ControlRequest), (byte)'\n'];
            await socket.SendAsync(line, SocketFlags.None, limit.Token).ConfigureAwait(false);
            ControlReply reply = await ReceiveAsync(socket, limit.Token).ConfigureAwait(false);
            return reply.Ok ? reply : throw new ControlException(ControlFailure.Refused, $"the server refuses: {reply.Error}");
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new ControlException(ControlFailure.NoAnswer, $"the server at {path} does not answer; its log may say why, and 'kill -9' of its process ends it", e);
        }
        catch (Exception e) when (e is JsonException or SocketException)
        {
            throw new ControlException(ControlFailure.NoAnswer, $"the server at {path} gives no proper answer ({e.Message.ReplaceLineEndings(" ")}); is it of another version?", e);
        }
    }

    private async ValueTask<Socket> ConnectAsync(CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            using var address = new ControlAddress(path);
            while (!await TryConnectAsync(socket, address, cancellation).ConfigureAwait(false))
            {
                await Task.Delay(s_fullPause, cancellation).ConfigureAwait(false);
            }

            return socket;
        }
        catch (Exception e) when (e is SocketException { SocketErrorCode: SocketError.AccessDenied } or UnauthorizedAccessException)
        {
            socket.Dispose();
            throw new ControlException(ControlFailure.Denied, $"user {Environment.UserName} may not use {path}; run as root or as the server's user", e);
        }
        catch (Exception e) when (e is SocketException { SocketErrorCode: SocketError.ConnectionRefused or SocketError.AddressNotAvailable } or DirectoryNotFoundException)
        {
            // Nobody listens there, or there is no such file.
            socket.Dispose();
            throw new ControlException(ControlFailure.NotRunning, $"no server is running with the state directory {Path.GetDirectoryName(path)}", e);
        }
        catch (IOException e)
        {
            socket.Dispose();
            throw new ControlException(ControlFailure.NoAnswer, $"{path} cannot be used: {e.Message}", e);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // A Unix socket whose queue is full refuses at once instead of letting wait.
    private static async ValueTask<bool> TryConnectAsync(Socket socket, ControlAddress address, CancellationToken cancellation)
    {
        try
        {
            await socket.ConnectAsync(address.EndPoint, cancellation).ConfigureAwait(false);
            return true;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.WouldBlock or SocketError.TryAgain)
        {
            return false;
        }
    }

    private static async ValueTask<ControlReply> ReceiveAsync(Socket socket, CancellationToken cancellation)
    {
        var received = new ArrayBufferWriter<byte>();
        while (received.WrittenCount < LongestReply)
        {
            int count = await socket.ReceiveAsync(received.GetMemory(64 * 1024), SocketFlags.None, cancellation).ConfigureAwait(false);
            received.Advance(count);
            int end = count == 0 ? -1 : received.WrittenSpan[^count..].IndexOf((byte)'\n');
            if (end >= 0)
            {
                return JsonSerializer.Deserialize(received.WrittenSpan[..(received.WrittenCount - count + end)], ControlJson.Line.ControlReply) ?? throw new JsonException("the reply is null");
            }

            if (count == 0)
            {
                break;
            }
        }

        throw new JsonException("the reply has no end");
    }
}
