using Sealane.Protocol;

namespace Sealane.Client.Control;

/// <summary>Who is coming, and how data connections are to be protected: USER, PASS, ACCT, with PBSZ and PROT before them or behind.</summary>
/// <param name="link">Secured as far as it will be.</param>
/// <param name="proxy">Knows the names that a proxy wants joined.</param>
/// <param name="isImplied">The AUTH that was taken may imply the protection of data connections.</param>
internal sealed class LoginDialog(ControlLink link, ProxyDialog proxy, bool isImplied)
{
    private FtpsClientOptions Options => link.Options;

    /// <exception cref="FtpsException">Refused, or data connections would not be encrypted; nothing was transferred.</exception>
    internal async Task RunAsync(CancellationToken cancellation)
    {
        bool secure = link.Server.Tls is not null;
        char level = ProtectionTerms.Level(Options, secure);
        CommandLine[] protection = ProtectionTerms.Commands(Options, secure, level);

        // Where pipelining is known to be borne, protection and user travel together.
        ServerReply[] replies = await link.ExchangeAllAsync([.. protection, CommandLine.Of("USER", link.Names.Encode(proxy.User))], cancellation).ConfigureAwait(false);
        ServerReply reply = replies[^1];
        if (reply.Code == ReplyCode.NeedPassword)
        {
            reply = await link.ExchangeAsync(CommandLine.Secret("PASS", link.Names.Encode(Answer(reply))), cancellation).ConfigureAwait(false);
        }

        if (proxy.Account is { } toProxy && (reply.Code == ReplyCode.NeedAccount || reply.Category == 2))
        {
            // Some proxies ask for it, and some have let us in before they get it.
            ServerReply known = await link.ExchangeAsync(CommandLine.Secret("ACCT", link.Names.Encode(toProxy.Reveal())), cancellation).ConfigureAwait(false);
            reply = reply.Category == 2 ? reply : known;
        }

        if (reply.Code == ReplyCode.NeedAccount && Options.Account is { } account)
        {
            reply = await link.ExchangeAsync(CommandLine.Secret("ACCT", link.Names.Encode(account.Reveal())), cancellation).ConfigureAwait(false);
        }

        if (reply.Category != 2)
        {
            throw new FtpsException(FtpsException.SaysTooMany(reply) ? FtpsFailure.TooManyConnections : FtpsFailure.Login,
                $"{Options.Host} refuses the login of {Options.User}: {reply}", connectionUsable: false, reply);
        }

        if (protection.Length > 0 && replies[1].Category != 2)
        {
            // Some servers want the login first (RFC 4217 §9 leaves the order open).
            replies = await link.ExchangeAllAsync(protection, cancellation).ConfigureAwait(false);
            if (replies[1].Category != 2 && level == 'P' && !(isImplied && ProtectionTerms.IsImplied(Options.Auth, level)))
            {
                throw new FtpsException(FtpsFailure.Tls,
                    $"{Options.Host} refuses to encrypt data connections ({replies[1]}). Without it files would cross the network readable; nothing was transferred.",
                    connectionUsable: false, replies[1]);
            }
        }

        link.Protection = level;
        link.Server = link.Server with { Welcome = reply };
    }

    // The password, or what a one-time password makes of it.
    private string Answer(ServerReply asked)
    {
        if (Options.Commands.OneTimePassword != OneTimePassword.Never && asked.Lines.Select(line => OneTimeChallenge.Find(line.Span)).FirstOrDefault(found => found is not null) is { } challenge)
        {
            return challenge.Answer(proxy.Password);
        }

        return Options.Commands.OneTimePassword != OneTimePassword.Only ? proxy.Password.Reveal() : throw new FtpsException(FtpsFailure.Login,
            $"{Options.Host} asks for the password itself ({asked}), not for a one-time password, and only those are to be sent. The password was not sent; "
            + "if the connection is encrypted, it may be (ftp:skey-force no).", connectionUsable: false);
    }
}
