using Sealane.Client.Profiles;
using Sealane.Client.Tests.Support;

namespace Sealane.Client.Tests.Dialogs;

/// <summary>Servers that mean harm, or have lost their minds: nothing they say may fill the memory, move a cursor, or lead elsewhere.</summary>
public sealed class HostileServerTests : DialogTests
{

    [Fact]
    public async Task No_name_and_no_reply_in_a_message_can_move_a_cursor_or_begin_a_line()
    {
        await using ScriptedServer server = ScriptedServer.Play("@login\nC: DELE *\nS: 550 \\x1b]0;title\\x07 \\xc2\\x9b2J no\n@data RETR *\n@sent abc");
        await using FtpsClient client = await ConnectAsync(server);
        const string Name = "a\u001b[2J\u202eb\udcff\u00e4\\";
        FtpsException refused = await FailsAsync(() => client.DeleteAsync(Name, Cancellation));
        FtpsException shorter = await FailsAsync(() => GetAsync(client, Name, new TransferOptions { ExpectedLength = 4 }));
        Assert.StartsWith(@"a\x1b[2J\u202eb\xff" + "\u00e4\\: ", shorter.Message, StringComparison.Ordinal);
        foreach (string message in (string[])[refused.Message, shorter.Message, refused.ToString(), .. Trace])
        {
            Assert.DoesNotContain(message.ReplaceLineEndings(""), letter => char.IsControl(letter) || letter is '\u202e' or '\udcff');
        }

        Assert.DoesNotContain('\n', refused.Message);
        await StillWorksAsync(client);
    }

    [Theory]
    [InlineData("..")]
    [InlineData("../x")]
    [InlineData("/etc/passwd")]
    [InlineData("a/b")]
    [InlineData(@"a\0b")]
    [InlineData("")]
    public async Task A_listing_gives_no_name_that_leads_elsewhere(string name)
    {
        foreach (ServerKind kind in (ServerKind[])[ServerKind.Unknown, ServerKind.Vsftpd])
        {
            bool mlsd = kind == ServerKind.Unknown;
            string line = mlsd ? $"type=file;size=5; {name}" : $"-rw-r--r-- 1 a b 5 Nov 22 08:43 {name}";
            string good = mlsd ? "type=file;size=6; good" : "-rw-r--r-- 1 a b 6 Nov 22 08:43 good";
            await using ScriptedServer server = ScriptedServer.Play($"@login\nA: MDTM 550 no\n@port\nC: {(mlsd ? "MLSD" : "LIST -a")}\nS: 150 here\nD: accept tls resumed\n@sent {line}\\r\\n{good}\\r\\n");
            await using FtpsClient client = await FtpsClient.ConnectAsync(Options(server, kind) with { UseMlsd = mlsd, ServerTimeOffset = TimeSpan.Zero }, Cancellation);
            Listing listing = await client.GetListingAsync("", Cancellation);
            Assert.Equal(["good"], listing.Entries.Select(entry => entry.Name));

            // What was left out may exist: nothing is deleted because of such a listing. (The parent directory is nothing unknown.)
            Assert.Equal(name == "..", listing.IsComplete);
        }
    }

    [Theory]
    [InlineData("{a*70000}")]
    [InlineData("220-{a*17000}\\r\\n220 ready\\r\\n")]
    [InlineData("HTTP/1.1 400 Bad Request\\r\\n\\r\\n")]
    [InlineData("\\x16\\x03\\x01\\x02\\x00\\x01\\r\\n")]
    public async Task A_greeting_without_end_or_sense_ends_the_connection(string greeting)
    {
        await using ScriptedServer server = ScriptedServer.Play($"R: {greeting}\nX: wait");
        FtpsException e = await FailsAsync(() => ConnectAsync(server).WaitAsync(ScriptedServer.Patience));
        Assert.Equal((FtpsFailure.Protocol, false), (e.Failure, e.ConnectionUsable));

        // It may still be talking when we have left.
        _ = await Record.ExceptionAsync(server.FinishAsync);
    }

    [Fact]
    public async Task A_reply_of_endless_lines_ends_the_connection()
    {
        // A hundred megabytes, if anybody took them.
        string lines = "R~ " + string.Concat(Enumerable.Repeat("{a*8000}\\r\\n", 100));
        await using ScriptedServer server = ScriptedServer.Play($"@login\nC: SITE x\nS: 200-begun\n{string.Join('\n', Enumerable.Repeat(lines, 12))}\nX: wait");
        await using FtpsClient client = await ConnectAsync(server);
        FtpsException e = await FailsAsync(() => client.SendAsync("SITE x", Cancellation).WaitAsync(ScriptedServer.Patience));
        Assert.Equal((FtpsFailure.Protocol, false), (e.Failure, e.ConnectionUsable));
        _ = await Record.ExceptionAsync(server.FinishAsync);
    }

    [Fact]
    public async Task Preliminary_replies_without_end_end_the_connection()
    {
        string many = "R~ " + string.Concat(Enumerable.Repeat("150 soon\\r\\n", 600));
        await using ScriptedServer server = ScriptedServer.Play($"@login\nC: SITE x\n{many}\n{many}\nX: wait");
        await using FtpsClient client = await ConnectAsync(server);
        FtpsException e = await FailsAsync(() => client.SendAsync("SITE x", Cancellation).WaitAsync(ScriptedServer.Patience));
        Assert.Equal((FtpsFailure.Protocol, false), (e.Failure, e.ConnectionUsable));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_listing_that_outgrows_its_limit_is_given_up_and_the_connection_serves_on(bool ahead)
    {
        string lines = string.Concat(Enumerable.Range(0, 40).Select(i => $"type=file;size=1; f{i}\\r\\n"));
        await using ScriptedServer server = ScriptedServer.Play($"@login\n@data MLSD\nD: send {lines}\nD: gone\nS: 426 left");
        await using FtpsClient client = await FtpsClient.ConnectAsync(Options(server) with { MostEntries = 20 }, Cancellation);
        FtpsException e = await FailsAsync(async () =>
        {
            if (!ahead)
            {
                _ = await client.GetListingAsync("", Cancellation);
                return;
            }

            await foreach (RemoteEntry entry in client.ListAsync("", Cancellation))
            {
                // Has the rest read into memory.
                _ = await client.SendAsync("NOOP", Cancellation);
            }
        });
        Assert.Equal((FtpsFailure.Protocol, true), (e.Failure, e.ConnectionUsable));
        Assert.Contains("MostEntries", e.Message, StringComparison.Ordinal);
        await StillWorksAsync(client);
    }

    [Fact]
    public async Task A_tree_without_end_ends()
    {
        await using ScriptedServer server = ScriptedServer.Play("@login");
        await using FtpsClient client = await ConnectAsync(server);
        FtpsException e = await FailsAsync(() => client.GetListingAsync(string.Concat(Enumerable.Repeat("/deeper", 6000)), Cancellation));
        Assert.Equal((FtpsFailure.Protocol, true), (e.Failure, e.ConnectionUsable));
        await StillWorksAsync(client);
    }

    [Fact]
    public async Task Facts_without_sense_are_no_facts()
    {
        const string Lines = "type=file;size=-5;modify=99999999999999; a\\r\\n"
            + "type=file;size=99999999999999999999999;modify=00000000000000; b\\r\\n"
            + "type=moon;size=;perm=\\x1b[2J;UNIX.mode=99999;unique=; c\\r\\n"
            + "=;==;;size; d\\r\\n";
        await using ScriptedServer server = ScriptedServer.Play($"@login\n@data MLSD\n@sent {Lines}");
        await using FtpsClient client = await ConnectAsync(server);
        Listing listing = await client.GetListingAsync("", Cancellation);
        Assert.All(listing.Entries, entry =>
        {
            Assert.Null(entry.Length);
            Assert.Null(entry.Modified);
            Assert.True(entry.Mode is null or (>= 0 and <= 0xFFF));
        });
        Assert.Equal(4, listing.Entries.Count + listing.UnparsedLines);
        await StillWorksAsync(client);
    }
}
