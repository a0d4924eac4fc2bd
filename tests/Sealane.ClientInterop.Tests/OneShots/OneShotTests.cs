using System.Net;
using Sealane.ClientInterop.Tests.Servers;

namespace Sealane.ClientInterop.Tests.OneShots;

/// <summary>A test of the program against the park: a directory on the server, a home, and the words that every line needs.</summary>
public abstract class OneShotTests(ServerPark park) : ServerTests(park)
{
    private FtpsProgram? _program;

    private protected FtpsProgram Ftps => _program ??= new FtpsProgram(Local);

    /// <summary>A file's URL, with everything quoted that a URL must quote, and no password.</summary>
    private protected static string Url(ForeignServer server, string path) => $"ftp://{ForeignServer.UserName}@localhost:{server.Port}/{string.Join('/', path.Split('/').Select(Uri.EscapeDataString))}";

    /// <summary>What a run needs to get in.</summary>
    private protected string[] Way(ForeignServer server)
    {
        Ftps.Environment["LFTP_PASSWORD"] = ForeignServer.Password;
        return ["--ca", server.CaFile];
    }

    private protected Task<ProgramRun> RunAsync(ForeignServer server, params string[] words) => Ftps.RunAsync([words[0], .. Way(server), .. words[1..]]);
}
