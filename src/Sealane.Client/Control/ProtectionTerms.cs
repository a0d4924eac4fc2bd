using System.Text;

namespace Sealane.Client.Control;

/// <summary>What has to be said about the protection of data connections, and what holds unsaid.</summary>
internal static class ProtectionTerms
{
    /// <summary>The level for the login: that of files.</summary>
    internal static char Level(FtpsClientOptions options, bool secure) => secure && options.Protection != DataProtection.ControlOnly ? 'P' : 'C';

    /// <summary>PBSZ and PROT; nothing in the clear, and nothing where an implicit connection is known to begin with that level.</summary>
    internal static CommandLine[] Commands(FtpsClientOptions options, bool secure, char level) =>
        !secure || (options.Security == FtpsSecurity.Implicit && options.InitialProtection == level)
            ? []
            : [CommandLine.Of("PBSZ", 0), CommandLine.Of("PROT", [(byte)level])];

    /// <summary>Whether AUTH has said it already. We then do TLS on every data connection, whatever the server makes of PROT.</summary>
    internal static bool IsImplied(AuthMethod method, char level) => level == 'P' && method is AuthMethod.Ssl or AuthMethod.TlsPrivate;

    internal static CommandLine Auth(AuthMethod method) => CommandLine.Of("AUTH", Encoding.ASCII.GetBytes(Name(method)));

    private static string Name(AuthMethod method) => method switch
    {
        AuthMethod.Ssl => "SSL",
        AuthMethod.TlsPrivate => "TLS-P",
        AuthMethod.TlsClear => "TLS-C",
        _ => "TLS",
    };
}
