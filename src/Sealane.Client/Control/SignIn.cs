using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Sealane.Client.Profiles;
using Sealane.Client.Trust;
using Sealane.Protocol;
using Sealane.Transport;
using Sealane.Transport.Tls;

namespace Sealane.Client.Control;

/// <summary>From a host name to a signed-in control connection: connect, TLS, trust; then <see cref="LoginDialog"/> and <see cref="OpeningWishes"/>.</summary>
internal sealed class SignIn(FtpsClientOptions options, HostProfile profile, ClientTls? tls)
{
    private readonly ProxyDialog _proxy = new(options);

    // Until the server has taken another AUTH than the one that implies it.
    private bool _isImplied = options.Security is FtpsSecurity.Explicit or FtpsSecurity.ExplicitIfOffered;

    private string Server => options.Host;

    /// <exception cref="FtpsException">Which step failed, and why; nothing is left open.</exception>
    internal async Task<ControlLink> RunAsync(CancellationToken cancellation)
    {
        Connection connection = await ConnectAsync(cancellation).ConfigureAwait(false);
        var sessions = tls is null ? null : new ClientSessions();
        var channel = new ControlChannel(connection, Server, options.ReplyTimeout, options.Trace, options.Commands.StrictMultiline) { PlainBytes = options.Commands.TelnetIac == false };
        var link = new ControlLink(channel, options, profile, tls, sessions);

        // Whatever waits on the connection ends with it.
        CancellationTokenRegistration registration = cancellation.UnsafeRegister(static state => ((ControlLink)state!).Dispose(), link);
        try
        {
            await using (registration.ConfigureAwait(false))
            {
                link.Server = await SecureAsync(link, cancellation).ConfigureAwait(false);
                await new LoginDialog(link, _proxy, _isImplied).RunAsync(cancellation).ConfigureAwait(false);
                await OpeningWishes.SayAsync(link, cancellation).ConfigureAwait(false);
                if (options.ClearControlAfterLogin && link.Server.Tls is not null)
                {
                    await ClearControl.EnterAsync(link, cancellation).ConfigureAwait(false);
                }
            }

            cancellation.ThrowIfCancellationRequested();
            link.Channel.Watch();
            return link;
        }
        catch (Exception e)
        {
            link.Dispose();
            cancellation.ThrowIfCancellationRequested();
            throw e switch
            {
                FtpsException { Reply: { Code: ReplyCode.ServiceClosing } said } full when options.Commands.TooMany is { } pattern => new FtpsException(
                    CommandChoice.IsIn(pattern, said) ? FtpsFailure.TooManyConnections : FtpsFailure.ConnectionLost, full.Message, connectionUsable: false, said, full),
                FtpsException { ConnectionUsable: true } usable => new FtpsException(usable.Failure, usable.Message, connectionUsable: false, usable.Reply, usable) { Verdict = usable.Verdict },
                FtpsException or ArgumentException => e,
                _ => new FtpsException(FtpsFailure.ConnectionLost, $"signing in to {Server} failed: {e.Message}", connectionUsable: false, inner: e),
            };
        }
    }

    private async Task<Connection> ConnectAsync(CancellationToken cancellation)
    {
        _proxy.Check();
        (string host, int port) = options.FtpProxy is { } proxy ? (proxy.Host, proxy.Port) : (Server, options.EffectivePort);
        options.Trace?.Invoke(new ControlLine(ControlLineSource.Note, $"Connecting to {host} port {port}"));
        try
        {
            return await Routes.Dialer(options).ConnectAsync(host, port, data: false, cancellation).ConfigureAwait(false);
        }
        catch (DialException e)
        {
            throw Routes.Failure(e, connectionUsable: false);
        }
    }

    private async Task<ServerFacts> SecureAsync(ControlLink link, CancellationToken cancellation)
    {
        ServerFacts facts = new() { Greeting = null!, EndPoint = link.Channel.Connection.RemoteEndPoint };
        if (options.Security == FtpsSecurity.Implicit)
        {
            facts = await StartTlsAsync(link, facts, cancellation).ConfigureAwait(false);
        }

        ServerReply greeting = await GreetAsync(link, cancellation).ConfigureAwait(false);
        if (greeting.Category != 2)
        {
            throw FtpsException.Refusal(greeting, Server);
        }

        link.GetsOneAtATime = CommandChoice.IsIn(options.Commands.OneAtATimeGreeting, greeting);
        ServerKind kind = options.FtpProxy is null ? ServerFingerprint.OfGreeting(greeting) : ServerKind.Unknown;
        profile.Kind = kind != ServerKind.Unknown ? kind : profile.Kind;
        profile.NoPipelining |= options.FtpProxy is not null;
        facts = facts with { Greeting = greeting, Kind = profile.Kind };
        await _proxy.EnterAsync(link, cancellation).ConfigureAwait(false);
        if (options.Security is not (FtpsSecurity.Explicit or FtpsSecurity.ExplicitIfOffered) || !_proxy.PassesTls)
        {
            return facts;
        }

        ServerReply answer = await link.ExchangeAsync(ProtectionTerms.Auth(options.Auth), cancellation).ConfigureAwait(false);
        if (answer.Code != ReplyCode.SecurityAccepted && options.Auth != AuthMethod.Tls)
        {
            link.Channel.Note("trying AUTH TLS instead");
            answer = await link.ExchangeAsync(ProtectionTerms.Auth(AuthMethod.Tls), cancellation).ConfigureAwait(false);
            _isImplied = false;
        }

        if (answer.Code == ReplyCode.SecurityAccepted)
        {
            return await StartTlsAsync(link, facts, cancellation).ConfigureAwait(false);
        }

        if (options.Security == FtpsSecurity.Explicit)
        {
            throw new FtpsException(FtpsFailure.Tls,
                $"{Server} offers no TLS ({answer}). Nothing else was sent to it: without TLS everybody on the way could read the password. "
                + "If it speaks TLS on another port (990 by custom), use an ftps:// address.", connectionUsable: false, answer);
        }

        ClientLog.NoTlsOffered(options.Logger, Server, answer.Code);
        return facts;
    }

    private async Task<ServerReply> GreetAsync(ControlLink link, CancellationToken cancellation)
    {
        try
        {
            return await link.AwaitAsync(link.Channel.Greeting().Final, cancellation).ConfigureAwait(false);
        }
        catch (FtpsException e) when (e.Failure == FtpsFailure.TimedOut && options.Security is FtpsSecurity.Explicit or FtpsSecurity.ExplicitIfOffered)
        {
            throw new FtpsException(e.Failure,
                $"{Server} accepted the connection and says nothing. If TLS begins with the first byte there (port 990 by custom), use an ftps:// address; else the server is overloaded or a firewall holds it back.",
                connectionUsable: false, inner: e);
        }
    }

    private async Task<ServerFacts> StartTlsAsync(ControlLink link, ServerFacts facts, CancellationToken cancellation)
    {
        string name = options.ServerName ?? Server;
        await link.Channel.StartTlsAsync(tls!, link.Sessions!, options.SendServerName ? name : null, options.Certificate is not null).ConfigureAwait(false);

        // Before a single byte is sent.
        var identity = new ServerIdentity(name, options.EffectivePort, link.Channel.Connection.PeerCertificates);
        TrustVerdict verdict = await options.Trust.JudgeAsync(identity, cancellation).ConfigureAwait(false);
        if (!verdict.IsTrusted)
        {
            throw new FtpsException(FtpsFailure.Untrusted, verdict.Message, connectionUsable: false) { Verdict = verdict };
        }

        link.ServerCertificate = identity.Chain[0];
        TlsFacts agreed = link.Channel.Connection.Tls!;
        link.Channel.Note($"{agreed.Version} {agreed.Cipher}, certificate trusted ({verdict.Source})");
        return facts with { Tls = agreed, Trust = verdict, Identity = identity };
    }
}
