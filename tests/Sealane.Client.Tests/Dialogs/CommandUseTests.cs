using System.Text.RegularExpressions;
using Sealane.Client.Profiles;
using Sealane.Client.Tests.Support;
using Sealane.Protocol;

namespace Sealane.Client.Tests.Dialogs;

/// <summary>What is said to a server, command by command, under each rule of <see cref="CommandUse"/>.</summary>
public sealed class CommandUseTests : DialogTests
{
    private const string SignIn = "AUTH TLS, PBSZ 0, PROT P, USER u, PASS ***";

    private const string Fetch = "@data RETR x\n@sent hello";

    private Task<FtpsClient> ConnectAsync(ScriptedServer server, CommandUse use, ServerKind kind = ServerKind.Unknown) =>
        FtpsClient.ConnectAsync(Options(server, kind) with { Commands = use }, Cancellation);

    private string Said() => string.Join(", ", Trace.Where(line => line.StartsWith("Sent: ", StringComparison.Ordinal)).Select(line => line["Sent: ".Length..]));

    // What was said and answered from a command on.
    private string Talk(string from) => string.Join(", ", Trace.SkipWhile(line => line != $"Sent: {from}")
        .Where(line => line.StartsWith("Sent", StringComparison.Ordinal) || line.StartsWith("Received", StringComparison.Ordinal))
        .Select(line => line.StartsWith("Sent", StringComparison.Ordinal) ? line["Sent: ".Length..] : line.Split(' ')[1]));

    [Theory]
    [InlineData(true, ", FEAT, TYPE I")]
    [InlineData(false, ", TYPE I")]
    public async Task FEAT_is_asked_only_if_it_is_used(bool feat, string then)
    {
        await using ScriptedServer server = ScriptedServer.Play("@login");
        await using FtpsClient client = await ConnectAsync(server, new CommandUse { Feat = feat, Utf8 = false });
        Assert.Equal(SignIn + then, Said());
        Assert.Equal(feat, client.Server.Has("MLST"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task QUIT_ends_the_connection_only_if_it_is_used(bool quit)
    {
        await using ScriptedServer server = ScriptedServer.Play($"@login\n{(quit ? "C: QUIT\nS: 221 bye" : "X: wait")}");
        await (await ConnectAsync(server, new CommandUse { Quit = quit })).DisposeAsync();
        await server.FinishAsync();
        Assert.Equal(quit, Said().EndsWith(", QUIT", StringComparison.Ordinal));
        await UntilAsync(() => server.Transcript.ToString().Contains("the client left: Orderly", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Wishes_are_told_after_the_login_where_the_server_has_them()
    {
        var use = new CommandUse { Language = "de", SiteIdle = TimeSpan.FromSeconds(180) };
        await using ScriptedServer server = ScriptedServer.Play("@login\nA: FEAT 211-F\\r\\n UTF8\\r\\n LANG EN*;DE\\r\\n211 End\nA: LANG 200 ja\nA: SITE 200 ok\n===\n@login\nA: SITE 500 no");
        await using FtpsClient client = await ConnectAsync(server, use);
        Assert.Equal(SignIn + ", FEAT, TYPE I, LANG de, OPTS UTF8 ON, SITE IDLE 180", Said());

        // One that lists no LANG and knows no SITE IDLE; and nothing to wish for UTF-8.
        Trace.Clear();
        await using FtpsClient other = await ConnectAsync(server, use with { Utf8 = false });
        Assert.Equal(SignIn + ", FEAT, TYPE I, SITE IDLE 180", Said());
        await StillWorksAsync(other);
    }

    [Fact]
    public async Task What_FEAT_does_not_list_is_not_used_if_it_is_trusted()
    {
        await using ScriptedServer server = ScriptedServer.Play("@login\nA: FEAT 211-F\\r\\n UTF8\\r\\n211 End\nA: CWD 250 ok");
        await using FtpsClient client = await ConnectAsync(server, new CommandUse { TrustFeat = true, Utf8 = false });
        Assert.Equal(FtpsFailure.NotSupported, (await FailsAsync(() => client.GetModifiedAsync("x", Cancellation))).Failure);
        FtpsException e = await FailsAsync(() => GetAsync(client, "x", new TransferOptions { Offset = 3 }));
        Assert.Equal(FtpsFailure.NotSupported, e.Failure);
        Assert.Contains("REST", e.Message, StringComparison.Ordinal);
        Assert.Equal(EntryKind.Directory, (await client.FindAsync("x", Cancellation))!.Kind);
        await StillWorksAsync(client);
        Assert.Equal(SignIn + ", FEAT, TYPE I, PWD, CWD x, CWD /, NOOP", Said());
    }

    [Theory]
    [InlineData("UTF8", false)]
    [InlineData("REST STREAM\\r\\n MDTM", true)]
    [InlineData(null, true)]
    public async Task What_FEAT_lists_or_nobody_listed_is_used(string? features, bool trusts)
    {
        string feat = features is null ? "500 what" : $"211-F\\r\\n {features}\\r\\n211 End";
        await using ScriptedServer server = ScriptedServer.Play(
            $"@login\nA: FEAT {feat}\nA: MDTM 213 20260102030405\n{Fetch.Replace("C: RETR", "C: REST 3\nS: 350 go\nC: RETR", StringComparison.Ordinal)}");
        await using FtpsClient client = await ConnectAsync(server, new CommandUse { TrustFeat = trusts });
        Assert.Equal(new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc), await client.GetModifiedAsync("x", Cancellation));
        Assert.Equal("hello"u8.ToArray(), await GetAsync(client, "x", new TransferOptions { Offset = 3 }));
        await server.FinishAsync();
    }

    [Theory]
    [InlineData(null, "PRET", true)]
    [InlineData(null, "UTF8", false)]
    [InlineData(true, "UTF8", true)]
    [InlineData(false, "PRET", false)]
    public async Task PRET_comes_before_the_port_where_it_must(bool? use, string feature, bool comes)
    {
        string pret = comes ? "C: PRET RETR x\nS: 200 ok\n" : "";
        await using ScriptedServer server = ScriptedServer.Play($"@login\nA: FEAT 211-F\\r\\n {feature}\\r\\n211 End\n{pret}{Fetch}");
        await using FtpsClient client = await ConnectAsync(server, new CommandUse { Pret = use });
        Assert.Equal("hello"u8.ToArray(), await GetAsync(client, "x"));
        await server.FinishAsync();
        Assert.EndsWith(comes ? ", PRET RETR x, EPSV, RETR x" : "I, EPSV, RETR x", Said().Replace(", OPTS UTF8 ON", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task PRET_that_refuses_the_file_ends_it_and_PRET_that_is_unknown_is_not_said_again()
    {
        await using ScriptedServer server = ScriptedServer.Play($"@login\nC: PRET RETR x\nS: 550 no such file\nC: PRET RETR x\nS: 500 what\n{Fetch}\n{Fetch}");
        await using FtpsClient client = await ConnectAsync(server, new CommandUse { Pret = true });
        Assert.Equal(FtpsFailure.NotAvailable, (await FailsAsync(() => GetAsync(client, "x"))).Failure);
        Assert.Equal("hello"u8.ToArray(), await GetAsync(client, "x"));
        Assert.Equal("hello"u8.ToArray(), await GetAsync(client, "x"));
        await server.FinishAsync();
    }

    [Fact]
    public async Task A_port_is_not_asked_for_ahead_of_PRET()
    {
        await using ScriptedServer server = ScriptedServer.Play($"@login\nA: PRET 200 ok\n{Fetch}\n{Fetch}");
        await using FtpsClient client = await ConnectAsync(server, new CommandUse { Pret = true }, ServerKind.Vsftpd);
        var more = new TransferOptions { MoreFollow = true };
        Assert.Equal("hello"u8.ToArray(), await GetAsync(client, "x", more));
        Assert.Equal("hello"u8.ToArray(), await GetAsync(client, "x", more));
        await server.FinishAsync();
        Assert.EndsWith(", PRET RETR x, EPSV, RETR x, PRET RETR x, EPSV, RETR x", Said(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "213-a\\r\\n226 b\\r\\n213 c\\r\\n", "c")]
    [InlineData(false, "213-a\\r\\n226 b\\r\\n", "b")]
    [InlineData(false, "213-a\\r\\n226-b\\r\\n 226 c\\r\\n226\\r\\n213 d\\r\\n", "d")]
    public async Task A_reply_of_many_lines_ends_as_strictly_as_is_asked(bool strict, string reply, string last)
    {
        await using ScriptedServer server = ScriptedServer.Play($"@login\nC: STAT\nR: {reply}\n");
        await using FtpsClient client = await ConnectAsync(server, new CommandUse { StrictMultiline = strict });
        ServerReply found = await client.SendAsync("STAT", Cancellation);
        Assert.Equal($"213 {last}", found.ToString());
        await StillWorksAsync(client);
    }

    [Theory]
    [InlineData(null, ServerKind.Unknown, null, false)]
    [InlineData(null, ServerKind.Vsftpd, null, true)]
    [InlineData(true, ServerKind.Vsftpd, null, false)]
    [InlineData(false, ServerKind.Unknown, null, true)]
    [InlineData(false, ServerKind.Unknown, "^Ready$", false)]
    [InlineData(null, ServerKind.Vsftpd, "^Ready$", false)]
    [InlineData(false, ServerKind.Unknown, "Steady", true)]
    public async Task Commands_travel_together_only_where_they_may(bool? oneAtATime, ServerKind kind, string? greeting, bool together)
    {
        string dialog = together ? "C: RNFR a\nC: RNTO b\nS: 350 go on\nS: 250 done" : "C: RNFR a\nS: 350 go on\nC: RNTO b\nS: 250 done";
        await using ScriptedServer server = ScriptedServer.Play($"@login\n{dialog}");
        var use = new CommandUse { OneAtATime = oneAtATime, OneAtATimeGreeting = greeting is null ? null : new Regex(greeting, RegexOptions.IgnoreCase) };
        await using FtpsClient client = await ConnectAsync(server, use, kind);
        await client.RenameAsync("a", "b", Cancellation);
        await server.FinishAsync();
        Assert.Equal(together ? "RNFR a, RNTO b, 350, 250" : "RNFR a, 350, RNTO b, 250", Talk("RNFR a"));
    }

    [Fact]
    public async Task Nothing_is_sent_behind_a_transfer_of_an_unknown_server_even_if_commands_may_travel_together()
    {
        await using ScriptedServer server = ScriptedServer.Play($"@login\n{Fetch}");
        await using FtpsClient client = await ConnectAsync(server, new CommandUse { OneAtATime = false });
        Assert.Equal("hello"u8.ToArray(), await GetAsync(client, "x", new TransferOptions { MoreFollow = true }));
        await server.FinishAsync();
        Assert.EndsWith(", EPSV, RETR x", Said(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("421 the house is full", FtpsFailure.TooManyConnections)]
    [InlineData("421 too many words", FtpsFailure.ConnectionLost)]
    public async Task The_words_for_too_many_connections_can_be_given(string greeting, FtpsFailure failure)
    {
        await using ScriptedServer server = ScriptedServer.Play($"S: {greeting}\nX: end");
        Assert.Equal(failure, (await FailsAsync(() => ConnectAsync(server, new CommandUse { TooMany = new Regex("house") }))).Failure);
    }

    [Fact]
    public async Task Each_transfer_gets_a_connection_of_its_own()
    {
        const string Listing = """
            @data MLSD
            @sent type=file;size=5; x\r\n
            """;
        await using ScriptedServer server = ScriptedServer.Play($"@login\nA: CWD 250 ok\nA: PWD 257 \"/d\"\n{Fetch}\nC: QUIT\nS: 221 bye\n===\n@login\nC: CWD /d\nS: 250 ok\n{Listing}\nC: QUIT\nS: 221 bye\n===\n@login\nA: CWD 250 ok\nA: SIZE 213 5\n");
        await using FtpsClient client = await ConnectAsync(server, new CommandUse { CloseAfterTransfer = true, Utf8 = false }, ServerKind.Vsftpd);
        await client.ChangeDirectoryAsync("/d", Cancellation);
        Assert.Equal("hello"u8.ToArray(), await GetAsync(client, "x", new TransferOptions { MoreFollow = true }));
        Assert.False(client.IsConnected);
        Assert.Equal(["x"], (await client.GetListingAsync("", Cancellation)).Entries.Select(entry => entry.Name));
        Assert.Equal(5, await client.GetSizeAsync("x", Cancellation));
        Assert.Equal(5, await client.GetSizeAsync("x", Cancellation));
        Assert.Equal(3, server.Connections);
        Assert.Equal($"{SignIn}, FEAT, TYPE I, CWD /d, PWD, EPSV, RETR x, QUIT, {SignIn}, FEAT, TYPE I, CWD /d, EPSV, MLSD, QUIT, {SignIn}, FEAT, TYPE I, CWD /d, SIZE x, SIZE x", Said());
    }

    [Fact]
    public async Task NOOP_keeps_the_connection_in_use_while_the_rest_of_a_complete_transfer_comes_and_its_answer_may_be_late()
    {
        await using ScriptedServer server = ScriptedServer.Play("""
            @login
            @data RETR x
            D: send he
            S: 226 done
            C: NOOP
            S: 200 first
            C: NOOP
            D: send llo
            D: end
            C: MDTM x
            S: 200 late
            S: 213 20260102030405
            """);
        await using FtpsClient client = await ConnectAsync(server, new CommandUse { NoopInterval = TimeSpan.FromMilliseconds(30) });
        Assert.Equal("hello"u8.ToArray(), await GetAsync(client, "x"));
        Assert.Equal(2026, (await client.GetModifiedAsync("x", Cancellation)).Year);
        await server.FinishAsync();
        await StillWorksAsync(client);
        Assert.EndsWith(", RETR x, NOOP, NOOP, MDTM x, NOOP", Said(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_empty_list_is_believed_or_names_are_asked_for(bool ok)
    {
        string Transfer(string command, string lines) => $"@data {command}\n{lines}D: end\nS: 226 done\n";
        await using ScriptedServer server = ScriptedServer.Play(
            $"@login\nA: FEAT 500 what\nA: SIZE 213 5\nA: MDTM 500 what\n{Transfer("LIST", "")}{(ok ? "" : Transfer("NLST", "D: send a.txt\\r\\n\n"))}");
        await using FtpsClient client = await ConnectAsync(server, new CommandUse { EmptyListOk = ok });
        Listing listing = await client.GetListingAsync("", Cancellation);
        await server.FinishAsync();
        Assert.Equal(ok ? [] : ["a.txt"], listing.Entries.Select(entry => entry.Name));
        Assert.True(listing.IsComplete);
    }

    [Fact]
    public async Task A_listing_is_gone_on_with_where_that_is_asked_for()
    {
        await using ScriptedServer server = ScriptedServer.Play($"@login\n{Fetch.Replace("C: RETR x", "C: REST 7\nS: 350 go\nC: LIST -a", StringComparison.Ordinal)}");
        await using FtpsClient client = await ConnectAsync(server);
        var rest = new MemoryStream();
        await foreach (ReadOnlyMemory<byte> block in client.ListRawAsync("LIST", "-a", 7, Cancellation))
        {
            rest.Write(block.Span);
        }

        Assert.Equal("hello"u8.ToArray(), rest.ToArray());
        await server.FinishAsync();
    }

    [Fact]
    public async Task STAT_lists_a_directory_over_the_control_connection()
    {
        await using ScriptedServer server = ScriptedServer.Play("""
            @login
            A: FEAT 211-F\r\n SIZE\r\n211 End
            C: CWD d
            S: 250 ok
            C: STAT .
            R: 213-status of .:\r\n-rw-r--r--   1 u g     5 Jan 01  2020 a.txt\r\n drwxr-xr-x   2 u g  4096 Jan 01  2020 sub\r\n213-lrwxrwxrwx   1 u g     1 Jan 01  2020 l -> x\r\n213 end of status\r\n
            C: CWD /
            S: 250 ok
            """);
        await using FtpsClient client = await ConnectAsync(server, new CommandUse { StatForList = true, Utf8 = false });
        Listing listing = await client.GetListingAsync("d", Cancellation);
        Assert.Equal(["a.txt 5", "sub 4096", "l 1"], listing.Entries.Select(entry => $"{entry.Name} {entry.Length}"));
        Assert.True(listing.IsComplete);
        await StillWorksAsync(client);
        await server.FinishAsync();
        Assert.Equal(SignIn + ", FEAT, TYPE I, PWD, CWD d, STAT ., CWD /, NOOP", Said());
    }

    [Theory]
    [InlineData("502 not here")]
    [InlineData("211 all is well")]
    [InlineData("200 ok")]
    public async Task STAT_that_lists_nothing_is_replaced_by_LIST(string answer)
    {
        await using ScriptedServer server = ScriptedServer.Play($"@login\nA: FEAT 500 what\nC: STAT .\nS: {answer}\n{Fetch.Replace("C: RETR x", "C: LIST", StringComparison.Ordinal).Replace("send hello", "send -rw-r--r-- 1 u g 5 Jan 1 2020 a.txt\\r\\n", StringComparison.Ordinal)}\nA: MDTM 500 what");
        await using FtpsClient client = await ConnectAsync(server, new CommandUse { StatForList = true });
        Assert.Equal(["a.txt"], (await client.GetListingAsync("", Cancellation)).Entries.Select(entry => entry.Name));
        await server.FinishAsync();
    }

    [Theory]
    [InlineData(null, "CWD /a/b", "CWD /")]
    [InlineData(true, "CWD /a/b", "CWD /")]
    [InlineData(false, "CWD /a, CWD b", "CWD /")]
    public async Task Directories_are_entered_at_once_or_step_by_step(bool? tvfs, string there, string back)
    {
        await using ScriptedServer server = ScriptedServer.Play("@login\nA: FEAT 500 no\nA: CWD 250 ok\nA: STAT 211-a\\r\\n211 b");
        await using FtpsClient client = await ConnectAsync(server, new CommandUse { Tvfs = tvfs, StatForList = true });
        _ = await client.GetListingAsync("/a/b", Cancellation);
        await StillWorksAsync(client);
        Assert.Equal($"{SignIn}, FEAT, TYPE I, PWD, {there}, STAT ., {back}, NOOP", Said());
    }

    [Fact]
    public async Task A_step_that_is_refused_leads_back_to_where_the_way_began()
    {
        await using ScriptedServer server = ScriptedServer.Play("""
            @login
            A: FEAT 500 no
            A: PWD 257 "/x/y"
            C: CWD /a
            S: 250 ok
            C: CWD b
            S: 550 no such directory
            C: CWD /x
            S: 250 ok
            C: CWD y
            S: 250 ok
            C: CWD c
            S: 550 no such directory
            C: CWD d
            S: 250 ok
            C: CWD e
            S: 250 ok
            """);
        await using FtpsClient client = await ConnectAsync(server, new CommandUse { Tvfs = false });
        Assert.Equal(FtpsFailure.NotAvailable, (await FailsAsync(() => client.GetListingAsync("/a/b/c", Cancellation))).Failure);
        Assert.Equal("/x/y", await client.GetWorkingDirectoryAsync(Cancellation));
        Assert.Equal(FtpsFailure.NotAvailable, (await FailsAsync(() => client.ChangeDirectoryAsync("c/d", Cancellation))).Failure);
        await client.ChangeDirectoryAsync("d/e", Cancellation);
        await server.FinishAsync();
        await StillWorksAsync(client);
    }

    [Fact]
    public async Task MLSD_is_better_than_STAT()
    {
        await using ScriptedServer server = ScriptedServer.Play($"@login\n{Fetch.Replace("C: RETR x", "C: MLSD", StringComparison.Ordinal).Replace("send hello", "send type=file;size=5; x\\r\\n", StringComparison.Ordinal)}");
        await using FtpsClient client = await ConnectAsync(server, new CommandUse { StatForList = true });
        Assert.Equal(["x"], (await client.GetListingAsync("", Cancellation)).Entries.Select(entry => entry.Name));
        await server.FinishAsync();
    }
}
