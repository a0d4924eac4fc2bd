using System.Diagnostics;
using Sealane.Client.Control;
using Sealane.Client.Data;
using Sealane.Client.Profiles;
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

    private readonly SemaphoreSlim _turn = new(1, 1);
    private ControlLink? _link;
    private bool _disposed;

    internal FtpsClientOptions Options { get; } = options;

    internal HostProfile Profile { get; } = options.Profiles.For(options.Host, options.EffectivePort);

    internal static Heartbeat Heartbeat => s_heartbeat.Value;

    /// <summary>The current link; null before the first connection and after the last.</summary>
    internal ControlLink? Link => Volatile.Read(ref _link);

    /// <summary>The directory that the user chose, to be restored after a new connection; null for the one of the login.</summary>
    internal string? Directory { get; set; }

    /// <summary>When a pool took the client back.</summary>
    internal long LastUse { get; set; }

    internal async Task ConnectAsync(CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
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
    internal async Task<T> RunAsync<T>(Func<ControlLink, Task<T>> operation, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return await RunHeldAsync(operation, cancellation).ConfigureAwait(false);
        }
        finally
        {
            _ = _turn.Release();
        }
    }

    /// <summary>Begins an operation that goes on after the call: a stream. Dispose what it gives to end the turn.</summary>
    internal async Task<(T Result, Turn Turn)> BeginAsync<T>(Func<ControlLink, Task<T>> operation, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        var turn = new Turn(_turn);
        try
        {
            return (await RunHeldAsync(operation, cancellation).ConfigureAwait(false), turn);
        }
        catch
        {
            turn.Dispose();
            throw;
        }
    }

    private async Task<T> RunHeldAsync<T>(Func<ControlLink, Task<T>> operation, CancellationToken cancellation)
    {
        ControlLink link = _link is { IsUsable: true } usable ? usable : throw NotConnected();
        bool epsv = PassiveReply.UsesEpsv(link);
        try
        {
            return await operation(link).ConfigureAwait(false);
        }
        catch (FtpsException e) when (e.Moved == 0 && Mends(e, link, epsv))
        {
            if (!link.IsUsable || !(epsv && Profile.EpsvFails))
            {
                ClientLog.TryingOnce(Options.Logger, Options.Host, e.Message);
                link.Channel.Note("the server wants data connections to resume the control connection's TLS session; connecting anew");
                await ConnectHeldAsync(cancellation).ConfigureAwait(false);
            }

            return await operation(_link!).ConfigureAwait(false);
        }
    }

    // EPSV that leads nowhere is mended by PASV; a refused TLS session by a new control connection, with TLS 1.2 if it was 1.3. Never by giving up TLS.
    private bool Mends(FtpsException e, ControlLink link, bool epsv)
    {
        if (epsv && Profile.EpsvFails && e.ConnectionUsable && e.Failure is FtpsFailure.Connect or FtpsFailure.TimedOut)
        {
            return true;
        }

        if (link.Server.Tls is not { } tls || !WantsResumption(e.Reply))
        {
            return false;
        }

        Profile.PrefersTls12 |= tls.Version == "TLSv1.3" && Options.AllowTls12;
        return true;
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
        ObjectDisposedException.ThrowIf(_disposed, this);
        _link?.Dispose();
        _link = null;
        using Activity? activity = Telemetry.Source.StartActivity("ftps.connect");
        activity?.SetTag("server.address", Options.Host).SetTag("server.port", Options.EffectivePort);
        long start = Options.Time.GetTimestamp();
        try
        {
            _link = await new SignIn(Options, Profile, Heartbeat, Context()).RunAsync(cancellation).ConfigureAwait(false);
        }
        catch (FtpsException e)
        {
            _ = activity?.SetStatus(ActivityStatusCode.Error, e.Message);
            throw;
        }

        ServerFacts server = _link.Server;
        ClientLog.SignedIn(Options.Logger, Options.User, Options.Host, server.EndPoint, server.Tls?.Version ?? "no TLS", Options.Time.GetElapsedTime(start));
        Telemetry.Connections.Add(1);
        if (Directory is { } directory)
        {
            ServerReply reply = await _link.ExchangeAsync(CommandLine.Of("CWD", _link.Names.Encode(directory)), cancellation).ConfigureAwait(false);
            if (reply.Category != 2)
            {
                throw FtpsException.Refusal(reply, directory);
            }
        }
    }

    private ClientTls? Context() =>
        Options.Security == FtpsSecurity.PlainText ? null : contexts.For(Options, only12: Profile.PrefersTls12 && Options.AllowTls12);

    private FtpsException NotConnected() => new(FtpsFailure.ConnectionLost, $"not connected to {Options.Host}", connectionUsable: false);

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        if (_link is { } link)
        {
            // An operation that still runs is ended by this, not waited for.
            if (await _turn.WaitAsync(TimeSpan.Zero).ConfigureAwait(false))
            {
                await link.QuitAsync().ConfigureAwait(false);
            }

            link.Dispose();
        }
    }
}

/// <summary>The right to use the link, held until disposed.</summary>
internal sealed class Turn(SemaphoreSlim turn) : IDisposable
{
    private SemaphoreSlim? _turn = turn;

    public void Dispose() => Interlocked.Exchange(ref _turn, null)?.Release();
}
