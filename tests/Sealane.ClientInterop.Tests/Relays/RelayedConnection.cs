using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Sealane.ClientInterop.Tests.Relays;

/// <summary>One connection through a relay, and what was seen of it.</summary>
internal sealed class RelayedConnection : IAsyncDisposable
{
    private readonly Relay _relay;
    private readonly Socket _client;
    private readonly Socket _server = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly Fault? _fault;
    private readonly int _port;
    private readonly long _born = Stopwatch.GetTimestamp();
    private Task _running = Task.CompletedTask;

    internal RelayedConnection(Relay relay, Channel channel, int port, Socket client, Fault? fault)
    {
        _relay = relay;
        _client = client;
        _client.NoDelay = true;
        _fault = fault;
        _port = port;
        Channel = channel;
        Hello = new TlsGlimpse(channel == Channel.Data);
        Answer = new TlsGlimpse(channel == Channel.Data);
    }

    public Channel Channel { get; }

    /// <summary>What the fault was that was ordered for it, if any.</summary>
    public Fault? Fault => _fault;

    /// <summary>Bytes that were passed on to the server.</summary>
    public long SentToServer { get; private set; }

    /// <summary>Bytes that were passed on to the client.</summary>
    public long SentToClient { get; private set; }

    /// <summary>The client's side of the TLS handshake: <see cref="TlsGlimpse.ClientHellos"/>.</summary>
    public TlsGlimpse Hello { get; }

    /// <summary>The server's side: <see cref="TlsGlimpse.HelloRetryRequests"/>, <see cref="TlsGlimpse.Version"/>, <see cref="TlsGlimpse.Resumed"/>.</summary>
    public TlsGlimpse Answer { get; }

    /// <summary>Completes when both directions have ended.</summary>
    public Task Ended => _running;

    internal void Start() => _running = RunAsync();

    /// <summary>Ends both sides now.</summary>
    internal void Cut(Ending ending)
    {
        foreach (Socket socket in (Socket[])[_client, _server])
        {
            try
            {
                if (ending == Ending.Reset)
                {
                    socket.LingerState = new LingerOption(true, 0);
                    socket.Dispose();
                }
                else
                {
                    // A close with unread input would be a reset: only the sending half is shut, and the pumps drain until the peers leave.
                    socket.Shutdown(SocketShutdown.Send);
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // It has ended by itself.
            }
        }
    }

    private async Task RunAsync()
    {
        try
        {
            if (_fault is Fault.Refused)
            {
                Cut(Ending.Reset);
                return;
            }

            // What the client sends meanwhile is on its way already, and arrives with the connection.
            Task connecting = ConnectAsync();
            Task up = PassAsync(_client, _server, Direction.ToServer, connecting);
            await connecting;
            await Task.WhenAll(up, PassAsync(_server, _client, Direction.ToClient, connecting));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // A side that is gone takes the other with it.
            Cut(Ending.Reset);
        }
        finally
        {
            _client.Dispose();
            _server.Dispose();
        }
    }

    private async Task ConnectAsync()
    {
        await DelayUntilAsync(_born, 1.5);
        await _server.ConnectAsync(new IPEndPoint(IPAddress.Loopback, _port), _relay.Ending);
    }

    private async Task PassAsync(Socket from, Socket to, Direction direction, Task connected)
    {
        // Read at once, sent when its time has come: what is on the way is here in between.
        Channel<(long Read, byte[] Bytes)> way = System.Threading.Channels.Channel.CreateBounded<(long, byte[])>(256);
        Task sending = SendAsync(way.Reader, to, direction, connected);
        byte[] buffer = new byte[65536];
        try
        {
            int count;
            do
            {
                count = await from.ReceiveAsync(buffer, _relay.Ending);
                await way.Writer.WriteAsync((Stopwatch.GetTimestamp(), buffer[..count]), _relay.Ending);
            }
            while (count > 0);
            way.Writer.Complete();
        }
        catch (Exception e)
        {
            way.Writer.Complete(e);
        }

        await sending;
    }

    private async Task SendAsync(ChannelReader<(long Read, byte[] Bytes)> way, Socket to, Direction direction, Task connected)
    {
        long passed = 0;
        bool silent = false;
        try
        {
            await connected;
            await foreach ((long read, byte[] bytes) in way.ReadAllAsync(_relay.Ending))
            {
                await DelayUntilAsync(read, 0.5);
                if (bytes.Length == 0)
                {
                    await StallAsync(direction, passed);
                    to.Shutdown(SocketShutdown.Send);
                    continue;
                }

                int allowed = silent ? 0 : Allowed(direction, passed, bytes);
                if (allowed > 0)
                {
                    (direction == Direction.ToServer ? Hello : Answer).Feed(bytes.AsSpan(0, allowed));
                    await to.SendAsync(bytes.AsMemory(0, allowed), _relay.Ending);
                    Count(direction, allowed);
                    passed += allowed;
                }

                if (allowed == bytes.Length || silent)
                {
                    continue;
                }

                silent = _fault is Fault.Truncated or Fault.Cut;
                if (_fault is Fault.Cut cut)
                {
                    Cut(cut.Ending);
                }
                else if (_fault is Fault.Stalled)
                {
                    await StallAsync(direction, passed);
                    await to.SendAsync(bytes.AsMemory(allowed), _relay.Ending);
                    Count(direction, bytes.Length - allowed);
                    passed += bytes.Length - allowed;
                }
            }
        }
        catch (SocketException) when (!silent)
        {
            Cut(Ending.Reset);
        }
    }

    // How many of these bytes pass; turns the bit of a corrupted one on the way.
    private int Allowed(Direction direction, long passed, byte[] bytes)
    {
        switch (_fault)
        {
            case Fault.Cut cut when cut.Direction == direction:
                return (int)Math.Min(bytes.Length, cut.After - passed);
            case Fault.Truncated truncated when truncated.Direction == direction:
                return (int)Math.Min(bytes.Length, truncated.After - passed);
            case Fault.Stalled stalled when stalled.Direction == direction && !_relay.Released.IsCompleted:
                return (int)Math.Min(bytes.Length, Math.Max(0, stalled.After - passed));
            case Fault.Corrupted corrupted when corrupted.Direction == direction && corrupted.At >= passed && corrupted.At < passed + bytes.Length:
                bytes[corrupted.At - passed] ^= 0x10;
                return bytes.Length;
            default:
                return bytes.Length;
        }
    }

    private async Task StallAsync(Direction direction, long passed)
    {
        if (_fault is Fault.Stalled stalled && stalled.Direction == direction && passed >= stalled.After)
        {
            await _relay.Released.WaitAsync(_relay.Ending);
        }
    }

    private void Count(Direction direction, int bytes)
    {
        if (direction == Direction.ToServer)
        {
            SentToServer += bytes;
        }
        else
        {
            SentToClient += bytes;
        }
    }

    private async Task DelayUntilAsync(long since, double roundTrips)
    {
        TimeSpan left = (_relay.RoundTrip * roundTrips) - Stopwatch.GetElapsedTime(since);
        if (left > TimeSpan.Zero)
        {
            await PreciseDelay.WaitAsync(left, _relay.Ending);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Cut(Ending.Reset);
        await _running;
    }
}
