using Sealane.Client;
using Sealane.Client.Control;
using Sealane.ClientInterop.Tests.Matrix;
using Sealane.ClientInterop.Tests.Servers;

namespace Sealane.ClientInterop.Tests.Faults;

/// <summary>Alone in its process while it runs: it counts what is left over.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

/// <summary>Every operation cancelled at every line of its conversation, and in the midst of its bytes: afterwards the connection works or says that it does not, and nothing is left.</summary>
[Collection(nameof(Alone))]
public sealed class CancellationTests(ServerPark park) : ClientTests(park)
{
    private const int Size = 1_000_000;
    private int _reconnections;

    public static TheoryData<ServerKind> Servers => [ServerKind.Vsftpd, ServerKind.ProFtpd, ServerKind.Ftpsd, ServerKind.PureFtpd, ServerKind.Pyftpdlib];

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task At_every_step(ServerKind kind)
    {
        ForeignServer server = await ServerAsync(kind);
        (string directory, string path) = server.MakeDirectory();
        byte[] content = Site.Bytes(Size);
        server.PutFile($"{directory}/file", content);
        for (int i = 0; i < 300; i++)
        {
            server.PutFile($"{directory}/f{i}", []);
        }

        List<Exception> unobserved = [];
        EventHandler<UnobservedTaskExceptionEventArgs> note = (_, e) => unobserved.Add(e.Exception);
        TaskScheduler.UnobservedTaskException += note;
        int before = Deadlines.Heartbeat.Count;
        int lost = 0, cancelled = 0;
        foreach ((string what, Func<FtpsClient, CancellationToken, Task> operation) in Operations(content))
        {
            bool whole = false;
            for (int step = 1; !whole; step++)
            {
                using var cancel = new CancellationTokenSource();
                int lines = int.MinValue;
                FtpsClientOptions options = Options(server);
                Action<ControlLine> trace = options.Trace!;
                FtpsClient? client = null;
                int wanted = step;
                options = options with
                {
                    Trace = line =>
                    {
                        trace(line);
                        if (Interlocked.Increment(ref lines) == wanted)
                        {
                            cancel.Cancel();
                        }
                    },
                };
                try
                {
                    lines = what == "connect" ? 0 : int.MinValue;
                    client = await FtpsClient.ConnectAsync(options, what == "connect" ? cancel.Token : Cancellation);
                    await client.ChangeDirectoryAsync(directory, Cancellation);
                    lines = what == "connect" ? lines : 0;
                    await operation(client, cancel.Token);
                    whole = !cancel.IsCancellationRequested || step > 60;
                }
                catch (OperationCanceledException) when (cancel.IsCancellationRequested)
                {
                    cancelled++;
                }

                Volatile.Write(ref lines, int.MinValue);
                if (client is not null)
                {
                    if (!client.IsConnected)
                    {
                        lost++;
                        await client.ReconnectAsync(Cancellation);
                    }

                    // In step with the server, in the right directory, in the right type, from the first byte.
                    var back = new MemoryStream();
                    _ = await client.DownloadAsync("file", back, null, Cancellation);
                    Assert.True(content.AsSpan().SequenceEqual(back.ToArray()), $"{what} cancelled at step {step}: another content");
                    Assert.Equal(Size, await client.GetSizeAsync("file", Cancellation));
                    await client.DisposeAsync();
                }
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{cancelled} cancelled, {lost} connections lost");
        Assert.True(cancelled > 40, $"only {cancelled} were cancelled");
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        while (Deadlines.Heartbeat.Count > before)
        {
            Assert.False(patience.IsCancellationRequested, $"{Deadlines.Heartbeat.Count - before} deadlines are left");
            await Task.Delay(5, Cancellation);
        }

        GC.Collect();
        GC.WaitForPendingFinalizers();
        TaskScheduler.UnobservedTaskException -= note;
        Assert.Empty(unobserved);
        _ = path;
    }

    private static IEnumerable<(string, Func<FtpsClient, CancellationToken, Task>)> Operations(byte[] content)
    {
        yield return ("connect", (client, cancel) => Task.CompletedTask);
        yield return ("download", (client, cancel) => client.DownloadAsync("file", Stream.Null, new TransferOptions { Offset = 7 }, cancel));
        yield return ("upload", (client, cancel) => client.UploadAsync(new MemoryStream(content), "up", null, cancel));
        yield return ("prefetched", async (client, cancel) =>
        {
            _ = await client.DownloadAsync("f1", Stream.Null, new TransferOptions { MoreFollow = true }, cancel);
            _ = await client.UploadAsync(new MemoryStream(content), "up", new TransferOptions { MoreFollow = true }, cancel);
            _ = await client.DownloadAsync("f2", Stream.Null, null, cancel);
        });
        yield return ("text", (client, cancel) => client.UploadAsync(new MemoryStream(content), "text", new TransferOptions { Ascii = true }, cancel));
        yield return ("listing", (client, cancel) => client.GetListingAsync("", cancel));
        yield return ("change", (client, cancel) => client.FindAsync("f1", cancel));
        yield return ("active", (client, cancel) => client.GetListingAsync(".", cancel));
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task In_the_midst_of_the_bytes(ServerKind kind)
    {
        ForeignServer server = await ServerAsync(kind);
        (string directory, string path) = server.MakeDirectory();
        byte[] content = Site.Bytes(20_000_000);
        server.PutFile($"{directory}/file", content);
        int before = Deadlines.Heartbeat.Count;
        await using (FtpsClient client = await FtpsClient.ConnectAsync(Options(server), Cancellation))
        {
            await client.ChangeDirectoryAsync(directory, Cancellation);
            foreach (bool up in (bool[])[false, true])
            {
                using var cancel = new CancellationTokenSource();
                var progress = new CancelAt(cancel, 3_000_000);
                TransferOptions options = new() { Progress = progress };
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => up
                    ? client.UploadAsync(new CountingStream(content, progress), "up", options, cancel.Token)
                    : client.DownloadAsync("file", new CountingStream(content, progress), options, cancel.Token));
                if (!client.IsConnected)
                {
                    _reconnections++;
                    await client.ReconnectAsync(Cancellation);
                }
            }

            // What was cancelled is not there as if it were whole.
            Assert.True(!File.Exists(Path.Combine(path, "up")) || new FileInfo(Path.Combine(path, "up")).Length < content.Length);
            var back = new MemoryStream();
            _ = await client.DownloadAsync("file", back, null, Cancellation);
            Assert.Equal(content.Length, back.Length);
            Stream early = await client.OpenReadAsync("file", 5, Cancellation);
            Assert.Equal(content[5], early.ReadByte());
            await early.DisposeAsync();
            await foreach (RemoteEntry entry in client.ListAsync("", Cancellation))
            {
                break;
            }

            Assert.Equal(content.Length, await client.GetSizeAsync("file", Cancellation));
            Assert.Equal(kind == ServerKind.ProFtpd ? _reconnections : 0, _reconnections);
        }

        Assert.Equal(before, Deadlines.Heartbeat.Count);
    }

    private sealed class CancelAt(CancellationTokenSource cancel, long at) : IProgress<TransferProgress>
    {
        public void Report(TransferProgress value) => Moved(value.Moved);

        public void Moved(long bytes)
        {
            if (bytes >= at)
            {
                cancel.Cancel();
            }
        }
    }

    // Counts what passes, so that the moment of the cancellation depends on no clock.
    private sealed class CountingStream(byte[] content, CancelAt at) : MemoryStream(content)
    {
        private long _count;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int count = await base.ReadAsync(buffer, cancellationToken);
            at.Moved(_count += count);
            return count;
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            at.Moved(_count += buffer.Length);
            return default;
        }
    }
}
