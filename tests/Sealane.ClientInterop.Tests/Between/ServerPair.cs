using Sealane.ClientInterop.Tests.Servers;

namespace Sealane.ClientInterop.Tests.Between;

/// <summary>Two servers that let each other in, for copies between them.</summary>
internal sealed class ServerPair : IAsyncDisposable
{
    public ServerPair(ForeignServer source, ForeignServer target) => (Source, Target) = (source, target);

    public ForeignServer Source { get; }

    public ForeignServer Target { get; }

    /// <summary>Starts both.</summary>
    /// <param name="source">The one with the file.</param>
    /// <param name="target">The other.</param>
    /// <param name="allowed">False leaves them as careful as they come.</param>
    public static async Task<ServerPair> StartAsync(ServerKind source, ServerKind target, bool allowed = true)
    {
        ForeignServer first = await ServerPark.StartAsync(source, TlsRange.Both, Settings(source, allowed));
        try
        {
            return new ServerPair(first, await ServerPark.StartAsync(target, TlsRange.Both, Settings(target, allowed)));
        }
        catch
        {
            await first.DisposeAsync();
            throw;
        }
    }

    /// <summary>The servers' authorities together, for programs that take one file.</summary>
    public string WriteAuthorities(string path)
    {
        File.WriteAllText(path, File.ReadAllText(Source.CaFile) + File.ReadAllText(Target.CaFile));
        return path;
    }

    /// <summary>A file or directory of a server as a URL with the password.</summary>
    public static string Url(ForeignServer server, string path) =>
        $"ftp://{ForeignServer.UserName}:{Uri.EscapeDataString(ForeignServer.Password)}@127.0.0.1:{server.Port}/{path}";

    private static string Settings(ServerKind kind, bool allowed) => !allowed ? "" : kind switch
    {
        ServerKind.Vsftpd => "pasv_promiscuous=YES\nport_promiscuous=YES\nrequire_ssl_reuse=NO\nforce_local_data_ssl=NO",
        ServerKind.ProFtpd => "AllowForeignAddress on\nTLSOptions NoSessionReuseRequired\nTLSRequired ctrl\nTLSVerifyServer off",
        ServerKind.Ftpsd or ServerKind.FtpsdPrefer => "pasv_promiscuous=YES\nport_promiscuous=YES\nrequire_ssl_reuse=NO\nforce_local_data_ssl=NO",
        _ => "",
    };

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        await Target.DisposeAsync();
    }
}
