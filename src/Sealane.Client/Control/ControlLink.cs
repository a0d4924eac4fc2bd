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
    internal ControlLink(ControlChannel channel, FtpsClientOptions options, HostProfile profile, ClientTls? tls, ClientSessions? sessions)
    {
        Channel = channel;
        Options = options;
        Profile = profile;
        Tls = tls;
        Sessions = sessions;
        Names = options.Charset;
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

    /// <summary>The protection level that the server is set to; 'C' until PROT.</summary>
    internal char Protection { get; set; } = 'C';

    /// <summary>The directory that the server is in (PWD); null when it was not asked since the last change.</summary>
    internal string? Directory { get; set; }

    /// <summary>The function that HASH is set to; null while unknown.</summary>
    internal string? HashFunction { get; set; }

    /// <summary>The reply to a passive command that was sent ahead, behind the previous transfer.</summary>
    internal PendingReply? SparePassive { get; set; }

    internal bool IsUsable => Channel.IsUsable;

    /// <summary>Sends one command and waits for the reply that ends it.</summary>
    internal async Task<ServerReply> ExchangeAsync(CommandLine command, CancellationToken cancellation)
    {
        PendingReply[] pending = await Channel.SendAsync(command).ConfigureAwait(false);
        return await AwaitAsync(pending[0].Final, cancellation).ConfigureAwait(false);
    }

    /// <summary>Sends commands: all at once where the server bears it, one after the other where that is not known.</summary>
    internal async Task<ServerReply[]> ExchangeAllAsync(CommandLine[] commands, CancellationToken cancellation)
    {
        var replies = new ServerReply[commands.Length];
        if (Profile.AllowsPipelining)
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
        if (Channel.Outstanding == 0)
        {
            Channel.Expect(TimeSpan.Zero);
        }

        if (found.Code == ReplyCode.ServiceClosing)
        {
            _ = Channel.Break(FtpsFailure.ConnectionLost, $"{Options.Host} closed the control connection: {found}", reply: found);
            throw FtpsException.Refusal(found, Options.Host);
        }

        return found;
    }

    /// <summary>QUIT, bounded and best-effort: the connection is closed either way.</summary>
    internal async ValueTask QuitAsync()
    {
        if (IsUsable)
        {
            try
            {
                Channel.Expect(Options.ShutdownTimeout);
                PendingReply[] pending = await Channel.SendAsync(CommandLine.Of("QUIT")).ConfigureAwait(false);
                _ = await pending[0].Final.ConfigureAwait(false);
                await Channel.Connection.CloseOutputAsync(halfClose: true).ConfigureAwait(false);
            }
            catch (FtpsException)
            {
                // The server hung up first.
            }
        }

        Dispose();
    }

    public void Dispose()
    {
        Channel.Dispose();
        Sessions?.Dispose();
    }
}
