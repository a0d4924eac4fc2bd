using Sealane.Client.Profiles;
using Sealane.Protocol;
using Sealane.Transport.Tls;

namespace Sealane.Client.Control;

/// <summary>
/// One signed-in control connection and what the server holds for it: transfer type, protection level, directory, restart point.
/// Remembered here, so that nothing is said twice. One operation at a time; owns channel and TLS sessions.
/// </summary>
internal sealed class ControlLink : IDisposable
{
    // Servers close a passive port to which nobody comes; none that we know does so earlier.
    private static readonly TimeSpan s_spareLife = TimeSpan.FromSeconds(15);

    private PendingReply? _spare;

    internal ControlLink(ControlChannel channel, FtpsClientOptions options, HostProfile profile, ClientTls? tls, ClientSessions? sessions)
    {
        Channel = channel;
        Options = options;
        Profile = profile;
        Tls = tls;
        Sessions = sessions;
        Names = options.Charset;
        Tail = options.Commands.NoopInterval > TimeSpan.Zero ? new TailNoop(this) : null;
    }

    internal ControlChannel Channel { get; }

    internal FtpsClientOptions Options { get; }

    internal HostProfile Profile { get; }

    /// <summary>The context that data connections are made with; null on a plain control connection.</summary>
    internal ClientTls? Tls { get; }

    /// <summary>The TLS sessions that this control connection and its data connections were given: the only ones they can resume.</summary>
    internal ClientSessions? Sessions { get; }

    /// <summary>The server's own certificate (DER), to compare a data connection's with that did not resume.</summary>
    internal byte[]? ServerCertificate { get; set; }

    internal Charset Names { get; }

    internal ServerFacts Server { get; set; } = null!;

    /// <summary>The transfer type that the server is set to; '\0' while unknown.</summary>
    internal char Type { get; set; }

    /// <summary>The protection level that the server is set to; '\0' while unknown, 'C' until PROT.</summary>
    internal char Protection { get; set; } = 'C';

    /// <summary>Whether the other data mode than the one asked for is used, while that is being tried; null for what the profile says.</summary>
    internal bool? SwapsDataMode { get; set; }

    /// <summary>The transmission mode that the server is set to: 'S', 'Z', or '\0' while unknown.</summary>
    internal char Mode { get; set; } = 'S';

    /// <summary>True while the server begins TLS on data connections as the client does (SSCN ON), which only another server answers.</summary>
    internal bool IsTlsClient { get; set; }

    /// <summary>True once MODE Z, which FEAT lists, was refused.</summary>
    internal bool ModeZFails { get; set; }

    /// <summary>True once the server was told how hard to compress.</summary>
    internal bool ModeZLevelSaid { get; set; }

    /// <summary>The directory that the server is in (PWD); null when it was not asked since the last change.</summary>
    internal string? Directory { get; set; }

    /// <summary>The user's own directory, while the server may be in another for a while; the next operation goes back first. Null when it is there.</summary>
    internal string? ReturnTo { get; set; }

    /// <summary>True while the server may hold a restart point that no transfer has used up.</summary>
    internal bool RestartIsUnsure { get; set; }

    private bool _notedUnchecked;

    /// <summary>Says, once, that sizes are not compared because they must not be asked for.</summary>
    internal void NoteUnchecked()
    {
        if (!_notedUnchecked)
        {
            _notedUnchecked = true;
            Channel.Note("SIZE may not be asked for: whether the server's files have the size of what was sent is not checked");
        }
    }

    /// <summary>True once SITE UTIME with two arguments was not understood.</summary>
    internal bool ShortUtimeFails { get; set; }

    /// <summary>The function that HASH is set to; null while unknown.</summary>
    internal string? HashFunction { get; set; }

    /// <summary>True once MLSD, which FEAT lists, was not known after all.</summary>
    internal bool MlsdFailed { get; set; }

    /// <summary>How old the answer to a passive command sent ahead may become.</summary>
    internal TimeSpan SpareLife { get; set; } = s_spareLife;

    /// <summary>The reply to a passive command that was sent ahead, behind the previous transfer; setting null drops it.</summary>
    internal PendingReply? SparePassive
    {
        get => _spare is { Final.IsCompleted: true } spare && Environment.TickCount64 - spare.AnsweredAt > SpareLife.TotalMilliseconds ? _spare = null : _spare;
        set => _spare = value;
    }

    internal bool IsUsable => Channel.IsUsable;

    /// <summary>The server's greeting is one of those that get one command at a time.</summary>
    internal bool GetsOneAtATime { get; set; }

    /// <summary>True when several commands may be on their way at once.</summary>
    internal bool Pipelines => !GetsOneAtATime && (Options.Commands.OneAtATime is { } one ? !one && !Profile.NoPipelining : Profile.AllowsPipelining);

    /// <summary>True when more may be sent behind a transfer that still runs. Nobody can ask for it: a server that does not bear it resets the transfer.</summary>
    internal bool PipelinesTransfers => Pipelines && Profile.AllowsPipelining;

    /// <summary>A transfer has begun on it.</summary>
    internal bool HasTransferred { get; set; }

    /// <summary>True once PRET turned out not to be known.</summary>
    internal bool PretFailed { get; set; }

    /// <summary>Keeps the control connection in use while a download's rest comes; null when that is not wanted.</summary>
    internal TailNoop? Tail { get; }

    /// <summary>Whether sizes may be asked for by SIZE.</summary>
    internal bool AsksSize => Options.Commands.Size && (!Options.Commands.TrustFeat || Server.Features.Count == 0 || Server.Has("SIZE"));

    /// <summary>Sends one command and waits for the reply that ends it.</summary>
    internal async Task<ServerReply> ExchangeAsync(CommandLine command, CancellationToken cancellation)
    {
        PendingReply[] pending = await Channel.SendAsync(command).ConfigureAwait(false);
        return await AwaitAsync(pending[0].Final, cancellation).ConfigureAwait(false);
    }

    /// <summary>Sends commands: all at once where that is allowed, one after the other where it is not.</summary>
    internal async Task<ServerReply[]> ExchangeAllAsync(CommandLine[] commands, CancellationToken cancellation)
    {
        var replies = new ServerReply[commands.Length];
        if (Pipelines && commands.Length > 1)
        {
            PendingReply[] pending = await Channel.SendAsync(commands).ConfigureAwait(false);
            for (int i = 0; i < pending.Length; i++)
            {
                replies[i] = await AwaitAsync(pending[i].Final, cancellation).ConfigureAwait(false);
            }

            return replies;
        }

        for (int i = 0; i < commands.Length; i++)
        {
            replies[i] = await ExchangeAsync(commands[i], cancellation).ConfigureAwait(false);
        }

        return replies;
    }

    /// <summary>
    /// Waits for a reply under the reply deadline. Cancelled, it returns at once; the reply keeps its place in the queue and is dropped when it comes,
    /// so the link stays good.
    /// </summary>
    internal async Task<ServerReply> AwaitAsync(Task<ServerReply> reply, CancellationToken cancellation, TimeSpan? within = null)
    {
        if (!reply.IsCompleted)
        {
            Channel.Expect(within ?? Options.ReplyTimeout);
        }

        ServerReply found = await reply.WaitAsync(cancellation).ConfigureAwait(false);
        return found.Code != ReplyCode.ServiceClosing ? found : throw FtpsException.Refusal(found, Options.Host);
    }

    /// <summary>Sets the transfer type where it is another. SIZE depends on it as well as transfers do.</summary>
    internal async Task SetTypeAsync(char type, CancellationToken cancellation)
    {
        if (Type != type)
        {
            // Unknown until the server has confirmed: whoever is cancelled meanwhile must not leave a wrong belief behind.
            Type = '\0';
            await DemandAsync(CommandLine.Of("TYPE", [(byte)type]), cancellation).ConfigureAwait(false);
            Type = type;
        }
    }

    /// <summary>Sets the protection level of data connections where it is another.</summary>
    internal async Task SetProtectionAsync(char level, CancellationToken cancellation)
    {
        if (Protection != level)
        {
            Protection = '\0';
            await DemandAsync(CommandLine.Of("PROT", [(byte)level]), cancellation).ConfigureAwait(false);
            Protection = level;
        }
    }

    /// <summary>Sends a command that has to succeed.</summary>
    internal async Task DemandAsync(CommandLine command, CancellationToken cancellation)
    {
        ServerReply reply = await ExchangeAsync(command, cancellation).ConfigureAwait(false);
        if (reply.Category != 2)
        {
            throw FtpsException.Refusal(reply, command.Trace);
        }
    }

    /// <summary>QUIT if it is used, bounded and best-effort: the connection is closed either way.</summary>
    internal async ValueTask QuitAsync()
    {
        if (IsUsable)
        {
            try
            {
                if (Options.Commands.Quit)
                {
                    PendingReply[] pending = await Channel.SendAsync(Options.ShutdownTimeout, CommandLine.Of("QUIT")).ConfigureAwait(false);
                    _ = await pending[0].Final.ConfigureAwait(false);
                }

                await Channel.Connection.CloseOutputAsync(halfClose: true).ConfigureAwait(false);
            }
            catch (FtpsException)
            {
                // The server hung up first, or stays silent.
            }
        }

        Dispose();
    }

    public void Dispose()
    {
        Tail?.Dispose();
        Channel.Dispose();
        Sessions?.Dispose();
    }
}
