using System.Globalization;
using System.Text;
using Sealane.Client.Tests.Support;

namespace Sealane.Client.Tests.Dialogs;

/// <summary>Listings with what servers have, and the directory that the user is in afterwards.</summary>
public sealed class ListingTests : DialogTests
{
    private const string NoMlsd = """
        A: FEAT 211-Features:\r\n SIZE\r\n MDTM\r\n211 End
        A: PWD
        C: PWD
        S: 257 "/home"
        """;

    [Fact]
    public async Task A_huge_listing_streams()
    {
        const int Count = 100_000, Piece = 500;
        var script = new StringBuilder("@login\n@data MLSD /big\n");
        for (int i = 0; i < Count; i += Piece)
        {
            script.Append("D: send ");
            for (int k = i; k < i + Piece; k++)
            {
                script.Append(CultureInfo.InvariantCulture, $"type=file;size={k};modify=20240102030405; file {k}\\r\\n");
            }

            script.Append('\n');
        }

        script.Append("D: end\nS: 226 done\n");
        await using ScriptedServer server = ScriptedServer.Play(script.ToString());
        await using FtpsClient client = await ConnectAsync(server);
        long at = 0;
        bool early = false;
        await foreach (RemoteEntry entry in client.ListAsync("/big", Cancellation))
        {
            early |= at == 0 && !server.Transcript.ToString().Contains("D: end", StringComparison.Ordinal);
            Assert.Equal((at, $"file {at}"), (entry.Length!.Value, entry.Name));
            at++;
        }

        Assert.Equal(Count, at);
        Assert.True(early, "the first entry came only with the last");
    }

    [Fact]
    public async Task Leaving_an_enumeration_early_ends_the_transfer()
    {
        await using ScriptedServer server = ScriptedServer.Play("@login\n@data MLSD\nD: send type=file; a\\r\\ntype=file; b\\r\\n\nD: gone\nS: 426 gone");
        await using FtpsClient client = await ConnectAsync(server);
        await foreach (RemoteEntry entry in client.ListAsync("", Cancellation))
        {
            Assert.Equal("a", entry.Name);
            break;
        }

        await StillWorksAsync(client);
        await server.FinishAsync();
    }

    [Fact]
    public async Task A_listing_cut_short_is_not_complete()
    {
        await using ScriptedServer server = ScriptedServer.Play("@login\n@data MLSD\nD: send type=file; a\\r\\n\nD: fin\nS: 226 done");
        await using FtpsClient client = await ConnectAsync(server);
        Listing listing = await client.GetListingAsync("", Cancellation);
        Assert.Equal("a", Assert.Single(listing.Entries).Name);
        Assert.False(listing.IsComplete);
    }

    [Fact]
    public async Task LIST_of_a_path_goes_there_and_the_next_operation_comes_back()
    {
        await using ScriptedServer server = ScriptedServer.Play($"""
            @login
            {NoMlsd}
            C: CWD sub
            S: 250 ok
            @data LIST
            @sent -rw-r--r-- 1 a b 12 Jan 02 2024 file one\r\n
            C: CWD /home
            S: 250 back
            C: DELE x
            S: 250 gone
            """);
        await using FtpsClient client = await ConnectAsync(server);
        Assert.Equal("file one", Assert.Single((await client.GetListingAsync("sub", Cancellation)).Entries).Name);
        await client.DeleteAsync("x", Cancellation);
        Assert.Equal("/home", await client.GetWorkingDirectoryAsync(Cancellation));
        await server.FinishAsync();
    }

    // Sent on its way, and called home before it has arrived.
    private const string TakenBack = $"@login\n{NoMlsd}\nC: CWD sub\nC: CWD /home\nS: 250 in sub\nS: 250 home\nC: DELE x\nS: 250 gone";

    [Fact]
    public async Task A_cancelled_visit_is_taken_back_before_anything_else()
    {
        await using ScriptedServer server = ScriptedServer.Play(TakenBack);
        await using FtpsClient client = await ConnectAsync(server);
        using var cancel = new CancellationTokenSource();
        Task list = client.GetListingAsync("sub", cancel.Token);
        await UntilAsync(() => Trace.Contains("Sent: CWD sub"));
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => list);
        await client.DeleteAsync("x", Cancellation);
        await server.FinishAsync();
    }

    [Fact]
    public async Task A_cancelled_change_of_directory_is_taken_back()
    {
        await using ScriptedServer server = ScriptedServer.Play(TakenBack);
        await using FtpsClient client = await ConnectAsync(server);
        _ = await client.GetWorkingDirectoryAsync(Cancellation);
        using var cancel = new CancellationTokenSource();
        Task change = client.ChangeDirectoryAsync("sub", cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => change);
        await client.DeleteAsync("x", Cancellation);
        await server.FinishAsync();
    }

    [Fact]
    public async Task When_there_is_no_way_back_the_connection_is_closed_and_says_why()
    {
        await using ScriptedServer server = ScriptedServer.Play($"@login\n{NoMlsd}\nC: CWD sub\nS: 250 ok\n@data LIST\nD: end\nS: 226 done\nC: CWD /home\nS: 550 gone");
        await using FtpsClient client = await ConnectAsync(server);
        Assert.Empty((await client.GetListingAsync("sub", Cancellation)).Entries);
        FtpsException e = await FailsAsync(() => client.DeleteAsync("x", Cancellation));
        Assert.False(e.ConnectionUsable);
        Assert.Contains("/home", e.Message, StringComparison.Ordinal);
        Assert.False(client.IsConnected);
    }

    [Theory]
    [InlineData("A: FEAT 502 no\nA: PWD 257 \"/\"\nC: CWD sub\nS: 550 No such directory.")]
    [InlineData("C: EPSV\nD: open\nS: 229 Entering (|||{port}|)\nC: MLSD sub\nS: 550 No such directory.")]
    public async Task A_directory_that_is_not_there_is_no_empty_list(string dialog)
    {
        await using ScriptedServer server = ScriptedServer.Play("@login\n" + dialog);
        await using FtpsClient client = await ConnectAsync(server);
        Assert.Equal(FtpsFailure.NotAvailable, (await FailsAsync(() => client.GetListingAsync("sub", Cancellation))).Failure);
        await StillWorksAsync(client);
    }

    [Fact]
    public async Task MLSD_that_is_announced_and_unknown_is_not_asked_for_again()
    {
        string list = "@data LIST\n@sent drwxr-xr-x 2 a b 4096 Jan 02 2024 sub\\r\\n\n";
        await using ScriptedServer server = ScriptedServer.Play($"@login\n@port\nC: MLSD\nS: 502 not here\n{list}{list}");
        await using FtpsClient client = await ConnectAsync(server);
        Assert.Equal("sub", Assert.Single((await client.GetListingAsync("", Cancellation)).Entries).Name);
        Assert.Equal("sub", Assert.Single((await client.GetListingAsync("", Cancellation)).Entries).Name);
        await server.FinishAsync();
    }

    [Fact]
    public async Task The_servers_zone_is_measured_once()
    {
        string Listed(string time) => $"@data LIST\n@sent -rw-r--r-- 1 a b 12 {time} f\\r\\n\n";
        DateTime utc = DateTime.UtcNow.Date.AddDays(-10).AddHours(10).AddMinutes(30);
        string shown = utc.AddHours(2).ToString("MMM dd HH:mm", CultureInfo.InvariantCulture);
        await using ScriptedServer server = ScriptedServer.Play(
            $"@login\nA: FEAT 211-Features:\\r\\n MDTM\\r\\n211 End\n{Listed(shown)}C: MDTM f\nS: 213 {utc.AddSeconds(17):yyyyMMddHHmmss}\n{Listed(shown)}");
        await using FtpsClient client = await ConnectAsync(server);
        Assert.Equal(utc, Assert.Single((await client.GetListingAsync("", Cancellation)).Entries).Modified);
        Assert.Equal(TimeSpan.FromHours(2), ProfileOf(client).TimeOffset);
        Assert.Equal(utc, Assert.Single((await client.GetListingAsync("", Cancellation)).Entries).Modified);
        await server.FinishAsync();
    }

    [Fact]
    public async Task Names_alone_are_asked_about_one_by_one_from_where_they_are()
    {
        await using ScriptedServer server = ScriptedServer.Play($"""
            @login
            {NoMlsd}
            C: CWD sub
            S: 250 ok
            @data LIST
            @sent what is this?\r\n
            @data NLST
            @sent dir\r\nfile\r\n
            C: SIZE dir
            S: 550 no
            C: MDTM dir
            S: 550 no
            C: PWD
            S: 257 "/home/sub"
            C: CWD dir
            S: 250 ok
            C: CWD /home/sub
            S: 250 ok
            C: SIZE file
            S: 213 12
            C: MDTM file
            S: 213 20240102030405
            C: CWD /home
            S: 250 back
            C: DELE x
            S: 250 gone
            """);
        await using FtpsClient client = await ConnectAsync(server);
        Listing listing = await client.GetListingAsync("sub", Cancellation);
        Assert.Equal([("dir", true, null), ("file", false, 12L)], listing.Entries.Select(entry => (entry.Name, entry.IsDirectory, entry.Length)));
        Assert.False(listing.IsComplete);
        await client.DeleteAsync("x", Cancellation);
        await server.FinishAsync();
    }

    [Fact]
    public async Task A_reconnection_that_cannot_enter_the_directory_again_is_none()
    {
        await using ScriptedServer server = ScriptedServer.Play("""
            @login
            A: PWD
            C: CWD /d
            S: 250 ok
            C: PWD
            S: 257 "/d"
            X: end
            ===
            @login
            C: CWD /d
            S: 550 gone
            X: wait
            """);
        await using FtpsClient client = await ConnectAsync(server);
        await client.ChangeDirectoryAsync("/d", Cancellation);
        FtpsException e = await FailsAsync(() => client.ReconnectAsync(Cancellation));
        Assert.Equal((FtpsFailure.NotAvailable, false), (e.Failure, e.ConnectionUsable));
        Assert.False(client.IsConnected);
        await server.FinishAsync();
    }

    [Fact]
    public async Task From_one_listing_it_goes_straight_to_the_next_and_home_when_that_matters()
    {
        static string List(string path) => $"C: CWD {path}\nS: 250 ok\n@data LIST\nD: end\nS: 226 done\n";
        await using ScriptedServer server = ScriptedServer.Play(
            $"@login\n{NoMlsd}\n{List("/a")}{List("/b")}C: CWD /nowhere\nS: 550 no\nC: DELE /x\nS: 250 gone\nC: CWD /home\nS: 250 ok\nC: DELE y\nS: 250 gone\n{List("/c")}C: CWD /home\nS: 250 ok\nC: RMD /c\nS: 250 gone");
        await using FtpsClient client = await ConnectAsync(server);
        Assert.Empty((await client.GetListingAsync("/a", Cancellation)).Entries);
        Assert.Empty((await client.GetListingAsync("/b", Cancellation)).Entries);
        Assert.Equal(550, (await FailsAsync(() => client.GetListingAsync("/nowhere", Cancellation))).Reply!.Code);
        await client.DeleteAsync("/x", Cancellation);
        await client.DeleteAsync("y", Cancellation);
        Assert.Empty((await client.GetListingAsync("/c", Cancellation)).Entries);
        await client.RemoveDirectoryAsync("/c", Cancellation);
        await server.FinishAsync();
    }

    [Fact]
    public async Task The_port_of_a_later_listing_is_asked_for_with_its_directory_where_the_server_bears_that()
    {
        await using ScriptedServer server = ScriptedServer.Play($"""
            @login
            {NoMlsd}
            C: CWD /a
            S: 250 ok
            @data LIST -a
            D: end
            S: 226 done
            D: open
            C: CWD /b
            C: EPSV
            R: 250 ok\r\n229 here (|||{"{port}"}|)\r\n
            C: LIST -a
            S: 150 here
            D: accept tls resumed
            D: end
            S: 226 done
            """);
        await using FtpsClient client = await ConnectAsync(server, Client.Profiles.ServerKind.Vsftpd);
        Assert.Empty((await client.GetListingAsync("/a", Cancellation)).Entries);
        Assert.Empty((await client.GetListingAsync("/b", Cancellation)).Entries);
        await server.FinishAsync();
    }
}
