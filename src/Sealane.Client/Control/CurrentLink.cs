using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Sealane.Client.Profiles;
using Sealane.Protocol;
using Sealane.Transport.Tls;

namespace Sealane.Client.Control;

/// <summary>
/// The control link that a client works on: signed in, replaced by a new one when it is lost, closed at the end. Whoever has the turn uses it;
/// only the end may come from beside.
/// </summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "A CancellationTokenSource without a timer holds nothing to free.")]
internal sealed class CurrentLink(FtpsClientOptions options, HostProfile profile, TlsContexts contexts)
{
    // Ends a connection that is only just being made.
    private readonly CancellationTokenSource _life = new();
    private ControlLink? _link;
    private bool? _swapsDataMode;
    private int _stopped;

    /// <summary>Null before the first connection, and while one is being made.</summary>
    internal ControlLink? Link => Volatile.Read(ref _link);

    /// <summary>The directory that the user chose, to be restored after a new connection; null for the one of the login.</summary>
    internal string? Directory { get; set; }

    private bool IsStopped => Volatile.Read(ref _stopped) != 0;

    /// <summary>The link for one operation; a new one in place of one that said goodbye behind its transfer.</summary>
    /// <exception cref="FtpsException">There is none, and why.</exception>
    internal ValueTask<ControlLink> ReadyAsync(CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(IsStopped, typeof(FtpsClient));
        return Link switch
        {
            { IsUsable: true } usable => new(usable),
            { HasTransferred: true } when options.Commands.CloseAfterTransfer => new(ConnectAsync(cancellation)),
            _ => throw NotConnected(),
        };
    }

    /// <summary>Makes a link in place of the one before, and returns to the user's directory.</summary>
    /// <exception cref="FtpsException">Which step failed; there is no link then.</exception>
    internal async Task<ControlLink> ConnectAsync(CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(IsStopped, typeof(FtpsClient));
        _link?.Dispose();
        _link = null;
        using Activity? activity = Telemetry.Source.StartActivity("ftps.connect");
        activity?.SetTag("server.address", options.Host).SetTag("server.port", options.EffectivePort);
        long start = options.Time.GetTimestamp();
        ControlLink link;
        try
        {
            link = await SignInAsync(cancellation).ConfigureAwait(false);
        }
        catch (FtpsException e)
        {
            _ = activity?.SetStatus(ActivityStatusCode.Error, e.Message);
            throw;
        }

        link.SwapsDataMode = _swapsDataMode;
        ServerFacts server = link.Server;
        ClientLog.SignedIn(options.Logger, options.User, options.Host, server.EndPoint, server.Tls?.Version ?? "no TLS", options.Time.GetElapsedTime(start));
        Telemetry.Connections.Add(1);
        if (Directory is { } directory)
        {
            await ReturnAsync(link, directory, cancellation).ConfigureAwait(false);
        }

        return link;
    }

    private async Task<ControlLink> SignInAsync(CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _life.Token);
        try
        {
            ControlLink made = await new SignIn(options, profile, Context()).RunAsync(stop.Token).ConfigureAwait(false);
            _ = Interlocked.Exchange(ref _link, made);
            if (IsStopped)
            {
                // Nobody would ever close it.
                made.Dispose();
                throw new ObjectDisposedException(nameof(FtpsClient));
            }

            return made;
        }
        catch (OperationCanceledException)
        {
            cancellation.ThrowIfCancellationRequested();
            throw new ObjectDisposedException(nameof(FtpsClient));
        }
    }

    /// <summary>As <see cref="ControlLink.SwapsDataMode"/>, of this link and of those that replace it.</summary>
    internal void SwapDataMode(bool? swaps)
    {
        _swapsDataMode = swaps;
        Link?.SwapsDataMode = swaps;
    }

    private static async Task ReturnAsync(ControlLink link, string directory, CancellationToken cancellation)
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

    private ClientTls? Context() =>
        options.Security == FtpsSecurity.PlainText ? null : contexts.For(options, only12: profile.PrefersTls12 && options.AllowTls12);

    private FtpsException NotConnected()
    {
        FtpsException? why = Link?.Channel.Broken;
        return new FtpsException(why?.Failure ?? FtpsFailure.ConnectionLost,
            why is null ? $"not connected to {options.Host}; connect again" : $"{why.Message}; connect again", connectionUsable: false, why?.Reply, why);
    }

    /// <summary>Says goodbye behind a transfer: for servers whose connections bear one only (<see cref="CommandUse.CloseAfterTransfer"/>).</summary>
    internal async Task LeaveUsedAsync()
    {
        if (Link is { HasTransferred: true, IsUsable: true } used)
        {
            await used.QuitAsync().ConfigureAwait(false);
        }
    }

    /// <summary>From now on there is no new link, and one that is being made is given up. False when that was said before.</summary>
    internal async Task<bool> StopAsync()
    {
        if (Interlocked.Exchange(ref _stopped, 1) != 0)
        {
            return false;
        }

        await _life.CancelAsync().ConfigureAwait(false);
        return true;
    }

    /// <summary>Closes the link, and whatever still runs on it.</summary>
    /// <param name="politely">With QUIT: nothing runs on it.</param>
    internal async ValueTask CloseAsync(bool politely)
    {
        if (Link is { } link)
        {
            if (politely)
            {
                await link.QuitAsync().ConfigureAwait(false);
            }

            link.Dispose();
        }
    }
}
