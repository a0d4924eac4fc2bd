using System.Globalization;
using Sealane.Protocol;

namespace Sealane.Client.Control;

/// <summary>What is said to a proxy that speaks FTP, before and instead of the usual login.</summary>
internal sealed class ProxyDialog(FtpsClientOptions options)
{
    private readonly FtpProxy? _proxy = options.FtpProxy;

    // The proxies' own form: a port is told where it is another than FTP's.
    private string Target => options.EffectivePort == 21 ? options.Host : $"{options.Host}:{options.EffectivePort.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>Whom the login names.</summary>
    internal string User => _proxy switch
    {
        { Login: FtpProxyLogin.Joined, User.Length: > 0 } => $"{options.User}@{_proxy.User}@{Target}",
        { Login: FtpProxyLogin.JoinedAccount, User.Length: > 0 } => $"{options.User}@{Target} {_proxy.User}",
        null or { PassesTls: true } => options.User,
        _ => $"{options.User}@{Target}",
    };

    internal Secret Password => _proxy is { Login: FtpProxyLogin.Joined, User.Length: > 0 }
        ? new Secret($"{options.Password.Reveal()}@{_proxy.Password?.Reveal()}")
        : options.Password;

    /// <summary>The proxy's password, if ACCT has to tell it behind the server's.</summary>
    internal Secret? Account => _proxy is { Login: FtpProxyLogin.JoinedAccount, User.Length: > 0 } ? _proxy.Password ?? new Secret("") : null;

    /// <summary>Whether TLS can be asked for.</summary>
    internal bool PassesTls => _proxy is not { PassesTls: false };

    /// <exception cref="FtpsException">What is asked for would send the password in the clear, or cannot be done through this proxy. Nothing was sent.</exception>
    internal void Check()
    {
        if (_proxy is null)
        {
            return;
        }

        if (options.Security == FtpsSecurity.Implicit)
        {
            throw new FtpsException(FtpsFailure.NotSupported,
                $"a proxy that speaks FTP cannot be asked for implicit TLS; use an ftp:// address (explicit TLS), or an HTTP or SOCKS proxy: set ftp:proxy http://{_proxy.Host}", connectionUsable: false);
        }

        if (options.Proxy is not null)
        {
            throw new ArgumentException("one way only: either Proxy or FtpProxy");
        }

        if (options.Security == FtpsSecurity.Explicit && !_proxy.PassesTls)
        {
            throw new FtpsException(FtpsFailure.Tls,
                $"through the FTP proxy {_proxy.Host} there is no TLS with {options.Host} when the login names both: the password would be readable on the way and by the proxy. Nothing was sent. "
                + "If the proxy can do it: set ftp:proxy-auth-type open (or proxy-user@host). An HTTP or SOCKS proxy lets TLS through. To send the password all the same: set ftp:ssl-force no",
                connectionUsable: false);
        }
    }

    /// <summary>The proxy's own login, and the server's name where it stands alone. What follows is said to the server.</summary>
    /// <exception cref="FtpsException">The proxy refuses us, or does not get there.</exception>
    internal async Task EnterAsync(ControlLink link, CancellationToken cancellation)
    {
        if (_proxy is null || (_proxy.Login is FtpProxyLogin.Joined or FtpProxyLogin.JoinedAccount && _proxy.User.Length > 0))
        {
            return;
        }

        if (_proxy.User.Length > 0)
        {
            string name = _proxy.Login == FtpProxyLogin.UserAtHost ? $"{_proxy.User}@{Target}" : _proxy.User;
            ServerReply reply = await link.ExchangeAsync(CommandLine.Of("USER", link.Names.Encode(name)), cancellation).ConfigureAwait(false);
            if (reply.Code == ReplyCode.NeedPassword)
            {
                reply = await link.ExchangeAsync(CommandLine.Secret("PASS", link.Names.Encode(_proxy.Password?.Reveal() ?? "")), cancellation).ConfigureAwait(false);
            }

            // A proxy that has connected may give us the server's greeting or its wish for a user at once.
            Demand(reply, $"the FTP proxy {_proxy.Host} refuses the login of {_proxy.User}");
        }
        else if (_proxy.Login == FtpProxyLogin.UserAtHost)
        {
            throw new FtpsException(FtpsFailure.NotSupported, "proxy-user@host needs the proxy's user: set ftp:proxy ftp://USER:PASSWORD@HOST", connectionUsable: false);
        }

        if (_proxy.Login == FtpProxyLogin.Open)
        {
            Demand(await link.ExchangeAsync(CommandLine.Of("OPEN", link.Names.Encode(Target)), cancellation).ConfigureAwait(false), $"the FTP proxy {_proxy.Host} does not connect to {Target}");
        }
    }

    private static void Demand(ServerReply reply, string what)
    {
        if (reply.Category is not (2 or 3))
        {
            throw new FtpsException(reply.Category == 5 ? FtpsFailure.Login : FtpsFailure.Connect, $"{what}: {reply}", connectionUsable: false, reply);
        }
    }
}
