using Sealane.Protocol;

namespace Sealane.Client;

/// <summary>How a proxy that speaks FTP is told where to go.</summary>
public enum FtpProxyLogin
{
    /// <summary>The proxy's own login first, if it has one; then <c>USER user@host</c> and the server's password.</summary>
    User,

    /// <summary><c>USER user@proxyuser@host</c>, and both passwords in one, <c>password@proxypassword</c>.</summary>
    Joined,

    /// <summary><c>USER user@host proxyuser</c>, the server's password, and the proxy's in ACCT.</summary>
    JoinedAccount,

    /// <summary>The proxy's own login first, if it has one; then <c>OPEN host</c>. What follows is between us and the server: TLS too.</summary>
    Open,

    /// <summary><c>USER proxyuser@host</c> with the proxy's password. What follows is between us and the server: TLS too.</summary>
    UserAtHost,
}

/// <summary>
/// A proxy that speaks FTP. The control connection goes through it; data connections go where its replies say. Its own login crosses the network in the clear.
/// With <see cref="FtpProxyLogin.Open"/> and <see cref="FtpProxyLogin.UserAtHost"/> TLS is the server's own; with the others there is none, so
/// <see cref="FtpsSecurity.Explicit"/> refuses them before anything is sent. A proxy of <see cref="FtpsClientOptions.Proxy"/> lets TLS through always.
/// </summary>
/// <param name="Host">Its name or address.</param>
/// <param name="Port">Its port.</param>
/// <param name="Login">How it is told where to go.</param>
/// <param name="User">Who we are to it; empty to say nothing.</param>
/// <param name="Password">The password for it; null for an empty one.</param>
public sealed record FtpProxy(string Host, int Port = 21, FtpProxyLogin Login = FtpProxyLogin.User, string User = "", Secret? Password = null)
{
    /// <summary>Whether TLS with the server is possible through it.</summary>
    internal bool PassesTls => Login is FtpProxyLogin.Open or FtpProxyLogin.UserAtHost;
}
