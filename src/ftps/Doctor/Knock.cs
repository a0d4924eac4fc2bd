using System.Net;
using Sealane.Client;
using Sealane.Client.Trust;
using Sealane.Protocol;
using Sealane.Shell.OneShots;
using Sealane.Transport;
using Sealane.Transport.Tls;

namespace Sealane.Shell.Doctor;

/// <summary>
/// Comes as far as TLS with a server, and finds out on the way whether it wants AUTH or TLS from the first byte: port and URL only suggest which.
/// Nothing secret is sent.
/// </summary>
/// <param name="server">Which.</param>
/// <param name="proxy">The way there; null for the direct one.</param>
internal sealed class Knock(RemoteUrl server, ProxySettings? proxy)
{
    // A server that greets does so at once, or after it has looked up our name for some seconds.
    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(3);

    /// <summary>How long each step may take.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Where to connect: the host, or one of its addresses.</summary>
    public string Target { get; init; } = server.Host;

    /// <summary>Whether TLS begins with the first byte, as found out; null before, unless an earlier knock has found out.</summary>
    public bool? IsImplicit { get; set; }

    /// <summary>The first words; null with implicit TLS.</summary>
    public Opening? Opening { get; private set; }

    /// <summary>The answer to AUTH TLS; null if it was not asked.</summary>
    public ServerReply? Auth { get; private set; }

    /// <summary>Finds out how the server begins.</summary>
    /// <returns>A connection on which AUTH is next, or TLS if <see cref="IsImplicit"/>.</returns>
    /// <exception cref="DialException">Nobody is there.</exception>
    /// <exception cref="ProbeException">It is no FTP server, or it refuses us.</exception>
    public async Task<ProbeSession> OpenAsync(CancellationToken cancellation)
    {
        if (IsImplicit == true)
        {
            return await DialAsync(cancellation);
        }

        ProbeSession session = await DialAsync(cancellation);
        try
        {
            Opening = await session.OpenAsync(IsImplicit is null ? s_silence : Limit);
            if (Opening.Kind == OpeningKind.Silence && IsImplicit is null)
            {
                if (await SpeaksTlsAsync(cancellation))
                {
                    IsImplicit = true;
                    session.Dispose();
                    return await DialAsync(cancellation);
                }

                session.Dispose();
                session = await DialAsync(cancellation);
                Opening = await session.OpenAsync(Limit);
            }

            IsImplicit = false;
            return Opening.Kind switch
            {
                OpeningKind.Greeting => session,
                OpeningKind.Refusal => throw new ProbeException($"the server refuses us: {Opening.Text}"),
                OpeningKind.Silence => throw new ProbeException($"it accepts the connection and says nothing for {Limit.TotalSeconds:0} seconds, neither FTP nor TLS"),
                OpeningKind.End => throw new ProbeException("it closes the connection without a word"),
                _ => throw new ProbeException($"{Language(Opening.Text)} (\"{Opening.Text}\")"),
            };
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Comes as far as a finished handshake.</summary>
    /// <exception cref="DialException">Nobody is there.</exception>
    /// <exception cref="ProbeException">It is no FTP server, or has no TLS.</exception>
    /// <exception cref="TlsException">The handshake failed.</exception>
    public async Task<ProbeSession> SecureAsync(ClientTls tls, CancellationToken cancellation)
    {
        ProbeSession session = await OpenAsync(cancellation);
        try
        {
            if (IsImplicit == false)
            {
                Auth = await session.CommandAsync("AUTH TLS", Limit);
                if (Auth.Code != ReplyCode.SecurityAccepted)
                {
                    throw new ProbeException($"the server offers no TLS: AUTH TLS is answered by {Auth}");
                }
            }

            await session.StartTlsAsync(tls, server.Host, Limit);
            if (IsImplicit == true)
            {
                // With implicit TLS the greeting comes inside.
                Opening = await session.OpenAsync(Limit);
            }

            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Whom a handshake reached.</summary>
    public ServerIdentity IdentityOf(ProbeSession session) => new(server.Host, server.EffectivePort, session.Connection.PeerCertificates);

    private Task<ProbeSession> DialAsync(CancellationToken cancellation) => ProbeSession.DialAsync(Target, server.EffectivePort, proxy, Limit, cancellation);

    private async Task<bool> SpeaksTlsAsync(CancellationToken cancellation)
    {
        using ProbeSession second = await DialAsync(cancellation);
        try
        {
            await second.StartTlsAsync(ClientTls.Create(new ClientTlsSettings { CipherList = "ALL" }), server.Host, Limit);
            return true;
        }
        catch (TlsException e)
        {
            // An alert is TLS too; anything else, silence included, is not.
            return e.Message.Contains("alert", StringComparison.OrdinalIgnoreCase);
        }
    }

    private static string Language(string text) =>
        text.StartsWith("SSH-", StringComparison.Ordinal) ? "this is an SSH server; SFTP is another protocol than FTPS, and another port"
        : text.StartsWith("HTTP/", StringComparison.Ordinal) || text.StartsWith('<') ? "this is a web server"
        : "this is no FTP server";
}
