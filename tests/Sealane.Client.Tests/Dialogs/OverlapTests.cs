using Sealane.Client.Control;
using Sealane.Client.Tests.Support;

namespace Sealane.Client.Tests.Dialogs;

/// <summary>Calls of one client that meet: what a program does while it enumerates, reads or reconnects, it must not wait for for ever.</summary>
public sealed class OverlapTests : DialogTests
{

    private const string List = "@data MLSD\n";
    private const string Get = "@data RETR x\n";
    private const string Entries = "type=file;size=1; a\\r\\ntype=file;size=2; b\\r\\ntype=file;size=3; c\\r\\n";

    [Fact]
    public async Task Each_entry_of_a_listing_may_be_worked_on_while_it_is_enumerated()
    {
        await using ScriptedServer server = ScriptedServer.Play($"""
            @login
            {List}
            @sent {Entries}
            C: DELE a
            S: 250 gone
            {List}
            @sent {Entries}
            C: DELE b
            S: 250 gone
            C: DELE c
            S: 550 no
            """);
        await using FtpsClient client = await ConnectAsync(server);
        List<string> done = [];
        await foreach (RemoteEntry entry in client.ListAsync("", Cancellation))
        {
            if (entry.Name == "c")
            {
                Assert.Equal(550, (await FailsAsync(() => client.DeleteAsync("c", Cancellation).WaitAsync(ScriptedServer.Patience))).Reply!.Code);
                break;
            }

            await client.DeleteAsync(entry.Name, Cancellation).WaitAsync(ScriptedServer.Patience);
            if (entry.Name == "a")
            {
                // And another listing within.
                await foreach (RemoteEntry inner in client.ListAsync("", Cancellation))
                {
                    done.Add(inner.Name);
                }
            }
        }

        Assert.Equal(["a", "b", "c"], done);
        await StillWorksAsync(client);
        await server.FinishAsync();
    }

    [Fact]
    public async Task What_a_listing_fails_of_comes_behind_the_entries_that_were_there()
    {
        await using ScriptedServer server = ScriptedServer.Play($"@login\n{List}D: send {Entries}\nC: NOOP\nD: reset\nS: 426 broken\nS: 200 noop\nC: DELE a\nS: 250 gone");
        await using FtpsClient client = await ConnectAsync(server);
        await using IAsyncEnumerator<RemoteEntry> entries = client.ListAsync("", Cancellation).GetAsyncEnumerator(Cancellation);
        Assert.True(await entries.MoveNextAsync());

        // So that the reset does not overtake the bytes.
        _ = await client.Core.Link!.Channel.SendAsync(CommandLine.Of("NOOP"));
        await client.DeleteAsync("a", Cancellation).WaitAsync(ScriptedServer.Patience);
        Assert.True(await entries.MoveNextAsync());
        Assert.True(await entries.MoveNextAsync());
        FtpsException e = await FailsAsync(() => entries.MoveNextAsync().AsTask());
        Assert.Equal((FtpsFailure.Truncated, true), (e.Failure, e.ConnectionUsable));
        await StillWorksAsync(client);
        await server.FinishAsync();
    }

    [Fact]
    public async Task Leaving_an_enumeration_ends_what_is_read_for_somebody_else()
    {
        // The server says no more, and somebody waits for his turn.
        await using ScriptedServer server = ScriptedServer.Play($"@login\n{List}D: send {Entries}\nD: gone\nS: 426 gone\nC: DELE a\nS: 250 gone");
        await using FtpsClient client = await ConnectAsync(server);
        IAsyncEnumerator<RemoteEntry> entries = client.ListAsync("", Cancellation).GetAsyncEnumerator(Cancellation);
        Assert.True(await entries.MoveNextAsync());
        Task delete = client.DeleteAsync("a", Cancellation);
        await entries.DisposeAsync().AsTask().WaitAsync(ScriptedServer.Patience);
        await delete.WaitAsync(ScriptedServer.Patience);
        await StillWorksAsync(client);
        await server.FinishAsync();
    }

    [Fact]
    public async Task Whoever_has_a_stream_open_is_told_instead_of_waiting_for_himself()
    {
        await using ScriptedServer server = ScriptedServer.Play($"@login\n{Get}@sent hello\nC: DELE a\nS: 250 gone\nC: DELE b\nS: 250 gone");
        await using FtpsClient client = await ConnectAsync(server);
        Stream stream = await client.OpenReadAsync("x", 0, Cancellation);
        InvalidOperationException e = await Assert.ThrowsAsync<InvalidOperationException>(() => client.DeleteAsync("a", Cancellation).WaitAsync(ScriptedServer.Patience));
        Assert.Contains("stream of x", e.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidOperationException>(() => client.UploadAsync(stream, "y", null, Cancellation).WaitAsync(ScriptedServer.Patience));

        // Somebody else only waits.
        Task other;
        using (ExecutionContext.SuppressFlow())
        {
            other = Task.Run(() => client.DeleteAsync("a", Cancellation), Cancellation);
        }

        Assert.Equal("hello", await new StreamReader(stream).ReadToEndAsync(Cancellation));
        await other.WaitAsync(ScriptedServer.Patience);

        // Read to its end, it is in nobody's way, disposed or not; disposing twice is harmless.
        await client.DeleteAsync("b", Cancellation).WaitAsync(ScriptedServer.Patience);
        await stream.DisposeAsync();
        await stream.DisposeAsync();
        await StillWorksAsync(client);
        await server.FinishAsync();
    }

    [Fact]
    public async Task Disposed_while_it_reconnects_nothing_stays_open()
    {
        await using ScriptedServer server = ScriptedServer.Play("@login\n===\nX: wait");
        FtpsClient client = await ConnectAsync(server);
        Task reconnecting = client.ReconnectAsync(Cancellation);
        await UntilAsync(() => server.Connections == 2);
        await client.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => reconnecting.WaitAsync(ScriptedServer.Patience));
        Assert.False(client.IsConnected);
        await server.FinishAsync();
    }
}
