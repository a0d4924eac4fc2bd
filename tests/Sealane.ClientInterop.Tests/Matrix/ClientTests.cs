using Sealane.Client;
using Sealane.Client.Profiles;
using Sealane.Client.Trust;
using Sealane.ClientInterop.Tests.Servers;
using Sealane.Protocol;

namespace Sealane.ClientInterop.Tests.Matrix;

/// <summary>Tests of the library against the servers of the park; a failing test shows the conversation.</summary>
public abstract class ClientTests(ServerPark park) : ServerTests(park)
{
    private readonly System.Collections.Concurrent.ConcurrentQueue<string> _conversation = new();

    private protected FtpsClientOptions Options(ForeignServer server, string host = "localhost") => new()
    {
        Host = host,
        Port = server.Port,
        User = ForeignServer.UserName,
        Password = new Secret(ForeignServer.Password),
        Trust = new ServerTrust(new ServerTrustOptions { UseSystemStore = false, CaFiles = [server.CaFile] }),
        Profiles = new HostProfiles(),
        Trace = line => _conversation.Enqueue($"{line.Source}: {line.Text}"),
    };

    private protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public override void Dispose()
    {
        if (TestContext.Current.TestState?.Result == TestResult.Failed)
        {
            TestContext.Current.TestOutputHelper?.WriteLine(string.Join('\n', _conversation.TakeLast(200)));
        }

        base.Dispose();
        GC.SuppressFinalize(this);
    }
}
