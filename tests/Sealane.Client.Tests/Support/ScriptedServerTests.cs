using System.Globalization;
using System.Text.RegularExpressions;

namespace Sealane.Client.Tests.Support;

/// <summary>The scripted server does what is written, and notices what is not.</summary>
public sealed class ScriptedServerTests
{
    [Fact]
    public async Task A_login_an_upload_and_a_download_go_as_written()
    {
        await using ScriptedServer server = ScriptedServer.Play("""
            @login
            D: open
            C: EPSV
            S: 229 Entering (|||{port}|)
            C: STOR */file name
            D: accept tls resumed
            S: 150 go on
            D: expect {a*70000}
            S: 226 done
            D: open
            C: PASV
            S+ 227 (127,0,0,1,{p1},{p2})
            C: RETR *
            S: 150 here
            D: accept tls
            D: send caf\xc3\xa9\r\n
            S: 226 before the end
            D: end
            C: QUIT
            S: 221 bye
            X: end
            """, tls13: false);
        using PlainClient client = await LogInAsync(server);
        using (PlainClient data = await PlainClient.ConnectAsync(PortOf(await client.AskAsync("EPSV"))))
        {
            await client.SayAsync("STOR /d/file name\r\n");
            await data.StartTlsAsync();
            Assert.Equal("150 go on", await client.ReadLineAsync());
            await data.SayAsync(new string('a', 70000));
            await data.EndAsync();
        }

        Assert.Equal("226 done", await client.ReadLineAsync());
        string passive = (await client.AskAsync("PASV"))!;
        Assert.Matches(@"^227 \(127,0,0,1,\d+,\d+\)$", passive);
        string[] numbers = passive.TrimEnd(')').Split(',');
        using (PlainClient data = await PlainClient.ConnectAsync((int.Parse(numbers[4], CultureInfo.InvariantCulture) * 256) + int.Parse(numbers[5], CultureInfo.InvariantCulture)))
        {
            Assert.Equal("150 here", await client.AskAsync("RETR x"));
            await data.StartTlsAsync();
            Assert.Equal("226 before the end", await client.ReadLineAsync());
            Assert.Equal("café\r\n", await data.ReadToEndAsync());
        }

        Assert.Equal("221 bye", await client.AskAsync("QUIT"));
        Assert.Null(await client.ReadLineAsync());
        await server.FinishAsync();
    }

    [Fact]
    public async Task Standing_answers_are_given_at_any_time_and_lines_are_sent_as_they_stand()
    {
        await using ScriptedServer server = ScriptedServer.Play("""
            S: 220-first
            S: 220 last
            A: FEAT 500 no
            A: SYST 215-\xff\r\n215 end
            C: noop
            R: 229 Entering (!!!9447!)\r\n
            """);
        using PlainClient client = await PlainClient.ConnectAsync(server.Port);
        Assert.Equal("220-first", await client.ReadLineAsync());
        Assert.Equal("220 last", await client.ReadLineAsync());
        Assert.Equal("500 no", await client.AskAsync("FEAT"));
        Assert.Equal("229 Entering (!!!9447!)", await client.AskAsync("NOOP"));
        await server.FinishAsync();
        Assert.Equal("500 no", await client.AskAsync("feat"));
        Assert.Equal("215-\u00ff", await client.AskAsync("SYST"));
    }

    [Fact]
    public async Task Another_command_than_the_scripts_is_a_failure_with_both_sides_words()
    {
        ScriptedServer server = ScriptedServer.Play("""
            S: 220 ready
            C: USER *
            S: 331 go on
            C: PASS secret
            """);
        using PlainClient client = await PlainClient.ConnectAsync(server.Port);
        await client.ReadLineAsync();
        await client.AskAsync("USER x");
        await Assert.ThrowsAsync<IOException>(() => client.AskAsync("PASS Secret"));
        InvalidOperationException failure = await Assert.ThrowsAsync<InvalidOperationException>(server.FinishAsync);
        Assert.Contains("expected PASS secret, but the client said PASS Secret", failure.Message, StringComparison.Ordinal);
        Assert.Contains("[1] S: 220 ready\n[1] C: USER x\n[1] S: 331 go on\n[1] C: PASS Secret", failure.Message, StringComparison.Ordinal);
        await server.DisposeAsync();
    }

    [Fact]
    public async Task A_mismatch_that_nobody_asked_about_fails_at_the_end()
    {
        ScriptedServer server = ScriptedServer.Play("S: 220 ready\nC: USER *");
        using PlainClient client = await PlainClient.ConnectAsync(server.Port);
        await client.ReadLineAsync();
        await Assert.ThrowsAsync<IOException>(() => client.AskAsync("HELP"));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await server.DisposeAsync());
    }

    [Fact]
    public async Task A_data_connection_that_resumes_nothing_is_noticed()
    {
        ScriptedServer server = ScriptedServer.Play("""
            @login
            D: open
            C: EPSV
            S: 229 Entering (|||{port}|)
            C: RETR *
            D: accept tls resumed
            """);
        using PlainClient client = await LogInAsync(server);
        using PlainClient data = await PlainClient.ConnectAsync(PortOf(await client.AskAsync("EPSV")));
        await client.SayAsync("RETR x\r\n");
        await data.StartTlsAsync("127.0.0.1");
        Assert.Contains("resumed nothing", (await Assert.ThrowsAsync<InvalidOperationException>(server.FinishAsync)).Message, StringComparison.Ordinal);
        await server.DisposeAsync();
    }

    [Theory]
    [InlineData("end")]
    [InlineData("fin")]
    [InlineData("reset")]
    public async Task Every_ending_is_what_it_is_called(string how)
    {
        await using ScriptedServer server = ScriptedServer.Play($"T:\nS: 220 implicit\nC: NOOP\nX: {how}", tls13: false);
        using PlainClient client = await PlainClient.ConnectAsync(server.Port);
        await client.StartTlsAsync();
        Assert.Equal("220 implicit", await client.ReadLineAsync());
        if (how == "reset")
        {
            await Assert.ThrowsAnyAsync<IOException>(() => client.AskAsync("NOOP"));
        }
        else
        {
            Assert.Null(await client.AskAsync("NOOP"));
            Assert.Equal(how == "end", client.SawAlert);
        }

        await server.FinishAsync();
    }

    [Fact]
    public async Task The_second_connection_plays_the_second_section_and_active_mode_comes_to_the_client()
    {
        await using ScriptedServer server = ScriptedServer.Play("""
            S: 421 too many
            X: end
            ===
            # A note.
            S: 220 now
            C: PORT *
            D: connect
            D: send hello
            D: end
            C: QUIT
            """);
        using (PlainClient first = await PlainClient.ConnectAsync(server.Port))
        {
            Assert.Equal("421 too many", await first.ReadLineAsync());
            Assert.Null(await first.ReadLineAsync());
        }

        using System.Net.Sockets.TcpListener listener = new(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        int port = ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
        using PlainClient second = await PlainClient.ConnectAsync(server.Port);
        Assert.Equal("220 now", await second.ReadLineAsync());
        await second.SayAsync($"PORT 127,0,0,1,{port >> 8},{port & 255}\r\n");
        using System.Net.Sockets.TcpClient data = await listener.AcceptTcpClientAsync();
        Assert.Equal("hello", await new StreamReader(data.GetStream()).ReadToEndAsync());
        await second.SayAsync("QUIT\r\n");
        await server.FinishAsync();
        Assert.Equal(2, server.Connections);
    }

    [Fact]
    public void A_line_that_means_nothing_is_refused() => Assert.Throws<ScriptSyntaxException>(() => Script.Parse("S: 220\nQ: what"));

    [Theory]
    [InlineData("USER *", "user x", true)]
    [InlineData("*", "anything at all", true)]
    [InlineData("RETR a*c", "RETR abc", true)]
    [InlineData("RETR a*c", "RETR abcd", false)]
    [InlineData("RETR a", "RETR A", false)]
    [InlineData("EPSV", "EPSV ALL", false)]
    public void Patterns(string pattern, string command, bool matches) => Assert.Equal(matches, Script.Matches(pattern, command));

    private static async Task<PlainClient> LogInAsync(ScriptedServer server)
    {
        PlainClient client = await PlainClient.ConnectAsync(server.Port);
        Assert.Equal("220 ready", await client.ReadLineAsync());
        Assert.Equal("234 go on", await client.AskAsync("AUTH TLS"));
        await client.StartTlsAsync();
        Assert.Equal("331 password", await client.AskAsync("USER u"));
        Assert.Equal("230 in", await client.AskAsync("PASS p"));
        Assert.Equal("200 ok", await client.AskAsync("PBSZ 0"));
        Assert.Equal("200 ok", await client.AskAsync("PROT P"));
        return client;
    }

    private static int PortOf(string? reply) => int.Parse(Regex.Match(reply!, @"\|\|\|(\d+)\|").Groups[1].Value, CultureInfo.InvariantCulture);
}
