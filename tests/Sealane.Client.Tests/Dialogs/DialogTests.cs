using System.Collections.Concurrent;
using Sealane.Client.Profiles;
using Sealane.Client.Tests.Support;
using Sealane.Protocol;

namespace Sealane.Client.Tests.Dialogs;

/// <summary>Tests in which the library talks to a scripted server. Time limits are short where one has to pass, and long where none may.</summary>
public abstract class DialogTests
{
    private protected const string Password = "s3cret of the test";

    /// <summary>A limit that has to pass. On a busy machine what has to come before it may take a second.</summary>
    private protected static readonly TimeSpan Soon = TimeSpan.FromSeconds(1.5);

    private protected ConcurrentQueue<string> Trace { get; } = new();

    private protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private protected FtpsClientOptions Options(ScriptedServer server, ServerKind kind = ServerKind.Unknown)
    {
        FtpsClientOptions options = server.Options with
        {
            Host = "127.0.0.1",
            Password = new Secret(Password),
            Trace = line => Trace.Enqueue($"{line.Source}: {line.Text}"),
        };
        options.Profiles.For(options.Host, options.Port).Kind = kind;
        return options;
    }

    private protected Task<FtpsClient> ConnectAsync(ScriptedServer server, ServerKind kind = ServerKind.Unknown) => FtpsClient.ConnectAsync(Options(server, kind), Cancellation);

    private protected static HostProfile ProfileOf(FtpsClient client) => client.Options.Profiles.For(client.Options.Host, client.Options.Port);

    private protected static async Task<byte[]> GetAsync(FtpsClient client, string path, TransferOptions? options = null)
    {
        var content = new MemoryStream();
        _ = await client.DownloadAsync(path, content, options, Cancellation);
        return content.ToArray();
    }

    private protected static Task<FtpsException> FailsAsync(Func<Task> action) => Assert.ThrowsAsync<FtpsException>(action);

    /// <summary>Waits until something has happened on another thread.</summary>
    private protected static async Task UntilAsync(Func<bool> condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(ScriptedServer.Patience);
        while (!condition())
        {
            // Not a loop that takes a processor from what it waits for.
            await Task.Delay(5, patience.Token);
        }
    }

    private protected static async Task StillWorksAsync(FtpsClient client)
    {
        Assert.True(client.IsConnected);
        Assert.Equal(200, (await client.SendAsync("NOOP", Cancellation)).Code);
    }
}
