using System.Runtime.Versioning;
using Sealane.Shell.Tests.Support;

namespace Sealane.Shell.Tests.Programs;

public sealed class ProgramTests : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("sealane-shell-").FullName;

    [Theory]
    [InlineData("echo a", 0, "a\n", "")]
    [InlineData("foo", 1, "", "Unknown command `foo'.\n")]
    [InlineData("foo; echo b", 0, "b\n", "Unknown command `foo'.\n")]
    [InlineData("exit 7", 7, "", "")]
    [InlineData("exit 300", 44, "", "")]
    [InlineData("!exit 3", 3, "", "")]
    [InlineData("set cmd:fail-exit yes; .false; echo b", 1, "", "")]
    [InlineData("(exit 3); echo a", 0, "a\n", "")]
    [InlineData("(exit top 3); echo a", 3, "", "")]
    [InlineData("sleep 0.1 && echo done & echo first", 0, "done\nfirst\n", "")]
    [InlineData("(sleep 1; echo second) & echo first", 0, "first\nsecond\n", "")]
    [InlineData("lcd /; mkdir-no", 1, "", "Unknown command `mkdir-no'.\n")]
    public async Task Commands(string source, int code, string output, string error) =>
        Assert.Equal(new ProgramResult(code, output, error), await RunAsync(null, "-c", source));

    [Fact]
    public async Task A_site_that_cannot_be_opened_is_an_error_and_no_crash()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        int port = ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
        Task serving = ServeAsync(listener);
        ProgramResult result = await RunAsync(null, "--norc", "-e", "echo went on; exit 3", $"ftp://127.0.0.1:{port}/dir");
        listener.Stop();
        await serving;

        Assert.StartsWith("open: ", result.Error, StringComparison.Ordinal);
        Assert.Contains("offers no TLS", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
        Assert.Equal((3, "went on\n"), (result.Code, result.Output));
    }

    // Knows nothing, and no TLS.
    private static async Task ServeAsync(System.Net.Sockets.TcpListener listener)
    {
        try
        {
            while (true)
            {
                using System.Net.Sockets.TcpClient client = await listener.AcceptTcpClientAsync();
                using var reader = new StreamReader(client.GetStream());
                using var writer = new StreamWriter(client.GetStream()) { AutoFlush = true, NewLine = "\r\n" };
                await writer.WriteLineAsync("220 plain");
                while (await reader.ReadLineAsync() is { } line)
                {
                    await writer.WriteLineAsync(line.StartsWith("QUIT", StringComparison.Ordinal) ? "221 bye" : "530 Please login");
                }
            }
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    [Fact]
    public async Task A_script_from_the_standard_input()
    {
        Assert.Equal(new ProgramResult(5, "ab\n1\n2\n", ""), await RunAsync("echo a\\\nb\n(echo 1\necho 2)\nexit 5\necho c\n"));
        Assert.Equal(new ProgramResult(0, "", "Warning: discarding incomplete command\n"), await RunAsync("(echo a\n"));
        Assert.Equal(new ProgramResult(1, "a", "Unknown command `foo'.\n"), await RunAsync("echo -n a\nfoo"));
    }

    [Fact]
    public async Task A_script_from_a_file()
    {
        File.WriteAllText(Path.Combine(_home, "s"), "echo s1\nfoo\necho s2\n");

        Assert.Equal(new ProgramResult(0, "s1\ns2\n", "Unknown command `foo'.\n"), await RunAsync(null, "-f", "s"));
        Assert.Equal(new ProgramResult(1, "", "source: nofile: No such file or directory\n"), await RunAsync(null, "-f", "nofile"));
    }

    [Fact]
    public async Task Rc_files_ours_instead_of_lftps()
    {
        File.WriteAllText(Path.Combine(_home, ".lftprc"), "alias hello echo theirs\nset ftp:skey-allow no\n");
        Assert.Equal(new ProgramResult(0, "theirs\n", ""), await RunAsync(null, "-c", "hello"));
        Directory.CreateDirectory(Path.Combine(_home, ".config/ftps"));
        File.WriteAllText(Path.Combine(_home, ".config/ftps/rc"), "alias hello echo ours\n");
        Assert.Equal(new ProgramResult(0, "ours\n", ""), await RunAsync(null, "-c", "hello"));
        Assert.Equal(1, (await RunAsync(null, "--norc", "-c", "hello")).Code);
        Assert.Equal("theirs\n", (await RunAsync(null, "--rcfile", ".lftprc", "-c", "hello")).Output);
        Assert.Equal(1, (await RunAsync(null, "--norc", "--rcfile", "/dev/null", "-c", "hello")).Code);
        Assert.StartsWith("source: ", (await RunAsync(null, "--norc", "--rcfile", "nosuch", "-c", "hello")).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "ftps: unrecognized option '--foo'\nTry `ftps --help' for more information\n", "--foo")]
    [InlineData(1, "ftps: option requires an argument -- 'c'\nTry `ftps --help' for more information\n", "-c")]
    [InlineData(1, "ftps: -c, -f, -v, -h conflict with other `open' options and arguments\n", "-f", "s", "extra")]
    [InlineData(1, "ftps: foo - not supported protocol\n", "foo://x")]
    [InlineData(1, "open: nosuch.invalid: Name or service not known\n", "nosuch.invalid")]
    public async Task Misuse(int code, string error, params string[] arguments) =>
        Assert.Equal(new ProgramResult(code, "", error), await RunAsync("", arguments));

    [Fact]
    public async Task Opening_from_the_command_line()
    {
        Assert.Equal("ftp://joe@127.0.0.1:1\n", (await RunAsync("", "-ujoe,pw", "-p", "1", "-e", "pwd; exit", "127.0.0.1")).Output);
        File.WriteAllText(Path.Combine(_home, "rc"), "set cmd:verify-path no\n");
        Assert.Equal("ftps://127.0.0.1:990/%2Fx\n", (await RunAsync("pwd\n", "--rcfile", "rc", "ftps://127.0.0.1:990//x")).Output);
        Assert.Equal(new ProgramResult(3, "a\n", ""), await RunAsync("echo b\n", "-e", "echo a; exit 3"));
        Assert.Equal("a b\n", (await RunAsync(null, "-c", "echo", "a", "b")).Output);
    }

    [Fact]
    [SupportedOSPlatform("linux")]
    public async Task Logins_that_are_noted_in_netrc()
    {
        string netrc = Path.Combine(_home, ".netrc");
        File.WriteAllText(netrc, "machine netrc.example login ann password ann-pass\nmachine netrc.example login bob password bob-pass\n");
        File.SetUnixFileMode(netrc, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        const string Script = "set cmd:verify-host no; set bmk:save-passwords yes; open netrc.example; bookmark add one; open ftp://bob@netrc.example; bookmark add two; "
            + "open -u bob,other ftp://netrc.example; bookmark add three; open other.example; bookmark add four; open netrc.example; pwd";
        Assert.Equal(new ProgramResult(0, "ftp://ann@netrc.example\n", ""), await RunAsync(null, "--norc", "-c", Script));
        string[] kept = File.ReadAllLines(Path.Combine(_home, ".local/share/ftps/bookmarks"));
        Assert.Equal(
            ["four\tftp://other.example", "one\tftp://ann:ann-pass@netrc.example", "three\tftp://bob:other@netrc.example", "two\tftp://bob:bob-pass@netrc.example"],
            kept.Select(line => line.TrimEnd('/')).Order(StringComparer.Ordinal));

        File.SetUnixFileMode(netrc, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        ProgramResult refused = await RunAsync(null, "--norc", "-c", "set cmd:verify-host no; open netrc.example");
        Assert.Equal(1, refused.Code);
        Assert.Contains("chmod 600", refused.Error, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_home, recursive: true);

    private Task<ProgramResult> RunAsync(string? input, params string[] arguments) => RunningProgram.FtpsAsync(_home, input, arguments);
}
