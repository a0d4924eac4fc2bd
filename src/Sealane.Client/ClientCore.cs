using System.Diagnostics;
using Sealane.Client.Control;
using Sealane.Client.Data;
using Sealane.Client.Listings;
using Sealane.Client.Profiles;
using Sealane.Client.Transfers;
using Sealane.Protocol;
using Sealane.Transport;
using Sealane.Transport.Tls;

namespace Sealane.Client;

/// <summary>
/// What every operation of a client stands on: the current link, one operation at a time, and the one automatic repetition when a server refuses a data
/// connection for a reason that we can mend.
/// </summary>
internal sealed class ClientCore(FtpsClientOptions options, TlsContexts contexts) : IAsyncDisposable
{
    // One for the process: its timer is the only one that clients need.
    private static readonly Lazy<Heartbeat> s_heartbeat = new(() => new Heartbeat(TimeProvider.System));

    private static long s_count;

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly OpenStreams _streams = new();

    // Ends a connection that is only just being made. Without a timer, so there is nothing to dispose of.
    private readonly CancellationTokenSource _life = new();
    private ControlLink? _link;
    private bool? _swapsDataMode;
    private ListingFeed? _feed;
    private int _waiting;
    private int _disposed;

    internal FtpsClientOptions Options { get; } = options;

    /// <summary>Another for each client: whoever needs two at once asks for the lower first.</summary>
    internal long Number { get; } = Interlocked.Increment(ref s_count);

    // A proxy that speaks FTP bears what it bears, whatever the server behind it does.
    internal HostProfile Profile { get; } = options.Profiles.For(options.FtpProxy is { } proxy ? $"{options.Host} via {proxy.Host}" : options.Host, options.EffectivePort);

    internal static Heartbeat Heartbeat => s_heartbeat.Value;

    /// <summary>The current link; null before the first connection and after the last.</summary>
    internal ControlLink? Link => Volatile.Read(ref _link);

    /// <summary>The streams that this client has open.</summary>
    internal OpenStreams Streams => _streams;

    /// <summary>Nothing runs on it: no operation, no stream that somebody forgot to dispose.</summary>
    internal bool IsIdle => _turn.CurrentCount > 0;

    private bool IsDisposed => Volatile.Read(ref _disposed) != 0;

    /// <summary>The directory that the user chose, to be restored after a new connection; null for the one of the login.</summary>
    internal string? Directory { get; set; }

    /// <summary>When a pool took the client back.</summary>
    internal long LastUse { get; set; }

    internal async Task ConnectAsync(CancellationToken cancellation)
    {
        await TakeTurnAsync(cancellation).ConfigureAwait(false);
        try
        {
            await ConnectHeldAsync(cancellation).ConfigureAwait(false);
        }
        finally
        {
            _ = _turn.Release();
        }
    }

    /// <summary>Runs one operation when it is its turn.</summary>
    /// <param name="operation">Must be fit to begin again after a failure in which nothing was moved.</param>
    /// <param name="cancellation">Waiting for the turn and the operation itself.</param>
    /// <param name="anywhere">All its names begin at the root: it does not matter in which directory an operation before it has left the server.</param>
    internal async Task<T> RunAsync<T>(Func<ControlLink, Task<T>> operation, CancellationToken cancellation, bool anywhere = false)
    {
        await TakeTurnAsync(cancellation).ConfigureAwait(false);
        try
        {
            return await RunHeldAsync(operation, anywhere, cancellation).ConfigureAwait(false);
        }
        finally
        {
            await LeaveAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Begins an operation that goes on after the call: a stream. Dispose what it gives to end the turn.</summary>
    /// <param name="operation">As of <see cref="RunAsync"/>.</param>
    /// <param name="cancellation">Waiting for the turn and the operation itself, not what goes on after it.</param>
    /// <param name="mark">Says in which flow of control the turn is held; null where nobody could wait for himself.</param>
    /// <param name="anywhere">As of <see cref="RunAsync"/>.</param>
    internal async Task<(T Result, Turn Turn)> BeginAsync<T>(
        Func<ControlLink, Task<T>> operation, CancellationToken cancellation, StreamMark? mark = null, bool anywhere = false)
    {
        await TakeTurnAsync(cancellation).ConfigureAwait(false);
        var turn = new Turn(this, mark);
        try
        {
            T result = await RunHeldAsync(operation, anywhere, cancellation).ConfigureAwait(false);
            mark?.Open();
            return (result, turn);
        }
        catch
        {
            turn.Dispose();
            throw;
        }
    }

    /// <summary>A listing that is being enumerated and holds the turn: whoever comes lets it read on by itself. Null when it has ended.</summary>
    internal void Show(ListingFeed? feed)
    {
        _ = Interlocked.Exchange(ref _feed, feed);
        if (feed is not null && Volatile.Read(ref _waiting) > 0)
        {
            feed.MakeWay();
        }
    }

    private async ValueTask TakeTurnAsync(CancellationToken cancellation)
    {
        if (await _turn.WaitAsync(TimeSpan.Zero, cancellation).ConfigureAwait(false))
        {
            return;
        }

        _streams.ThrowIfOpenHere();
        _ = Interlocked.Increment(ref _waiting);
        try
        {
            Volatile.Read(ref _feed)?.MakeWay();
            await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        }
        finally
        {
            _ = Interlocked.Decrement(ref _waiting);
        }
    }

    /// <summary>Ends a turn, and the connection with it where each transfer gets its own.</summary>
    internal async Task LeaveAsync()
    {
        try
        {
            if (Options.Commands.CloseAfterTransfer && _link is { HasTransferred: true, IsUsable: true } used)
            {
                await used.QuitAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            _ = _turn.Release();
        }
    }

    private async Task<T> RunHeldAsync<T>(Func<ControlLink, Task<T>> operation, bool anywhere, CancellationToken cancellation)
    {
        try
        {
            return await RunMendedAsync(operation, anywhere, cancellation).ConfigureAwait(false);
        }
        catch (FtpsException e) when (_link is { } link && OtherDataMode.MayHelp(link, e))
        {
            try
            {
                return await OtherDataMode.TryAsync(link, e, swaps =>
                {
                    link.SwapsDataMode = _swapsDataMode = swaps;
                    return RunMendedAsync(operation, anywhere, cancellation);
                }).ConfigureAwait(false);
            }
            finally
            {
                // Also a link that was made anew meanwhile.
                _swapsDataMode = null;
                link.SwapsDataMode = null;
                _link?.SwapsDataMode = null;
            }
        }
    }

    private async Task<T> RunMendedAsync<T>(Func<ControlLink, Task<T>> operation, bool anywhere, CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        if (Options.Commands.CloseAfterTransfer && _link is { HasTransferred: true, IsUsable: false })
        {
            await ConnectHeldAsync(cancellation).ConfigureAwait(false);
        }

        ControlLink link = _link is { IsUsable: true } usable ? usable : throw NotConnected();
        await (anywhere ? Task.CompletedTask : WorkingDirectory.ReturnAsync(link, cancellation)).ConfigureAwait(false);
        bool epsv = PassiveReply.UsesEpsv(link);
        bool spare = link.SparePassive is not null;
        try
        {
            return await operation(link).ConfigureAwait(false);
        }
        catch (FtpsException e) when (e is { Moved: 0, ConnectionUsable: true, InnerException: DialException } && (spare || (epsv && Profile.EpsvFails)))
        {
            // A port that was asked for ahead and has been closed since, or one that EPSV named and nobody can reach: another port may do.
        }
        catch (FtpsException e) when (e.Moved == 0 && link.Server.Tls is { } tls && WantsResumption(e.Reply))
        {
            // Mended by a new session, with TLS 1.2 if it was 1.3. Never by giving up TLS.
            Profile.PrefersTls12 |= tls.Version == "TLSv1.3" && Options.AllowTls12;
            ClientLog.TryingOnce(Options.Logger, Options.Host, e.Message);
            link.Channel.Note("the server wants data connections to resume the control connection's TLS session; connecting anew");
            await ConnectHeldAsync(cancellation).ConfigureAwait(false);
            return await operation(_link!).ConfigureAwait(false);
        }

        try
        {
            await (anywhere ? Task.CompletedTask : WorkingDirectory.ReturnAsync(link, cancellation)).ConfigureAwait(false);
            return await operation(link).ConfigureAwait(false);
        }
        catch (FtpsException e) when (epsv && e.InnerException is DialException)
        {
            // It was not EPSV's fault.
            Profile.EpsvFails = false;
            throw;
        }
    }

    private static bool WantsResumption(ServerReply? reply) =>
        reply is { Code: ReplyCode.CannotOpenData or ReplyCode.NetworkProtocolOrTls or ReplyCode.FileBusy }
        && (reply.Code == ReplyCode.NetworkProtocolOrTls
            || reply.Text.Contains("resum", StringComparison.OrdinalIgnoreCase)
            || reply.Text.Contains("reuse", StringComparison.OrdinalIgnoreCase)
            || reply.Text.Contains("session", StringComparison.OrdinalIgnoreCase)
            || reply.Text.Contains("Unable to build data connection", StringComparison.OrdinalIgnoreCase));

    private async Task ConnectHeldAsync(CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        _link?.Dispose();
        _link = null;
        using Activity? activity = Telemetry.Source.StartActivity("ftps.connect");
        activity?.SetTag("server.address", Options.Host).SetTag("server.port", Options.EffectivePort);
        long start = Options.Time.GetTimestamp();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _life.Token);
        try
        {
            ControlLink made = await new SignIn(Options, Profile, Heartbeat, Context()).RunAsync(stop.Token).ConfigureAwait(false);
            _ = Interlocked.Exchange(ref _link, made);
            if (IsDisposed)
            {
                // Nobody would ever close it.
                made.Dispose();
                throw new ObjectDisposedException(nameof(FtpsClient));
            }
        }
        catch (OperationCanceledException)
        {
            cancellation.ThrowIfCancellationRequested();
            throw new ObjectDisposedException(nameof(FtpsClient));
        }
        catch (FtpsException e)
        {
            _ = activity?.SetStatus(ActivityStatusCode.Error, e.Message);
            throw;
        }

        ControlLink link = _link!;
        link.SwapsDataMode = _swapsDataMode;
        ServerFacts server = link.Server;
        ClientLog.SignedIn(Options.Logger, Options.User, Options.Host, server.EndPoint, server.Tls?.Version ?? "no TLS", Options.Time.GetElapsedTime(start));
        Telemetry.Connections.Add(1);
        if (Directory is { } directory)
        {
            ServerReply? reply = null;
            try
            {
                reply = await WorkingDirectory.EnterAsync(link, directory, cancellation).ConfigureAwait(false);
            }
            finally
            {
                // Elsewhere, every relative path would mean another file.
                if (reply is not { Category: 2 })
                {
                    link.Dispose();
                }
            }

            if (reply.Category != 2)
            {
                throw new FtpsException(FtpsFailure.NotAvailable,
                    $"the connection was made, but the directory {directory}, in which the last one worked, cannot be entered any more ({reply}); it was closed. A new client starts where the login leads.",
                    connectionUsable: false, reply);
            }

            link.Directory = directory;
        }
    }

    private ClientTls? Context() =>
        Options.Security == FtpsSecurity.PlainText ? null : contexts.For(Options, only12: Profile.PrefersTls12 && Options.AllowTls12);

    private FtpsException NotConnected()
    {
        FtpsException? why = _link?.Channel.Broken;
        return new FtpsException(why?.Failure ?? FtpsFailure.ConnectionLost,
            why is null ? $"not connected to {Options.Host}; connect again" : $"{why.Message}; connect again", connectionUsable: false, why?.Reply, why);
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await _life.CancelAsync().ConfigureAwait(false);

        // An operation that still runs is ended by this, not waited for.
        bool idle = await _turn.WaitAsync(TimeSpan.Zero).ConfigureAwait(false);
        if (Link is { } link)
        {
            if (idle)
            {
                await link.QuitAsync().ConfigureAwait(false);
            }

            link.Dispose();
        }

        if (idle)
        {
            // Whoever came meanwhile learns that there is nothing to wait for.
            _ = _turn.Release();
        }
    }
}

/// <summary>The right to use the link, held until disposed.</summary>
internal sealed class Turn(ClientCore core, StreamMark? mark) : IDisposable
{
    private ClientCore? _core = core;

    public void Dispose()
    {
        mark?.Close();

        // Whoever has the next turn waits for the goodbye, if there is one; nobody else has to.
        _ = Interlocked.Exchange(ref _core, null)?.LeaveAsync();
    }
}
