using System.Runtime.Versioning;
using Sealane.Shell.Tests.Support;

namespace Sealane.Shell.Tests.Programs;

/// <summary>Standard descriptors that lead to a full disk or that whoever started the program has closed: a sentence and an exit code, and no crash.</summary>
[SupportedOSPlatform("linux")]
public sealed class LostOutputTests : IDisposable
{
    private const string Full = "the standard output cannot be written: No space left on device\n";
    private const string Closed = "Bad file descriptor\n";
    private readonly string _home = Directory.CreateTempSubdirectory("sealane-lost-").FullName;

    [Theory]
    [InlineData("$0 --norc -c 'echo a' >/dev/full", 1, "echo: " + Full)]
    [InlineData("$0 --norc -c 'echo a; nosuch; exit 3' >/dev/full", 3, "echo: " + Full + "Unknown command `nosuch'.\n")]
    [InlineData("$0 --norc -c nosuch 2>/dev/full", 1, "")]
    [InlineData("$0 --help >/dev/full", 1, "ftps: " + Full)]
    [InlineData("$0 get --help >/dev/full", 1, "ftps get: " + Full)]
    [InlineData("$0 get nourl 2>/dev/full", 2, "")]
    [InlineData("$0 trust list --json >/dev/full", 1, "ftps trust list: what was done cannot be told: No space left on device\n")]
    [InlineData("$0 get nourl --json >/dev/full", 2, "ftps get: what was done cannot be told: No space left on device\n")]
    [InlineData("$0 --norc -c 'echo a' >&-", 1, "echo: the standard output cannot be written: " + Closed)]
    [InlineData("$0 --norc -c nosuch 2>&-", 1, "")]
    [InlineData("$0 --norc <&-", 1, "ftps: the standard input cannot be read: " + Closed)]
    [InlineData("$0 trust list --json >&-", 1, "ftps trust list: what was done cannot be told: " + Closed)]
    public async Task Text(string command, int code, string error) => Assert.Equal(new ProgramResult(code, "", error), await RunAsync(command));

    [Fact]
    public async Task A_file()
    {
        await using var server = new PlainServer();
        string url = $"ftp+plain://joe:pw@127.0.0.1:{server.Port}/a.txt";
        Assert.Equal(new ProgramResult(1, "", "ftps cat: No space left on device\n"), await RunAsync($"$0 cat {url} >/dev/full"));
        ProgramResult shell = await RunAsync($"$0 --norc -c 'set ftp:ssl-force no; set ftp:ssl-allow no; open -u joe,pw -p {server.Port} 127.0.0.1; cat a.txt' >/dev/full");
        Assert.Equal((1, "cat: a.txt: " + Full), (shell.Code, shell.Error));
    }

    // The runtime opens the source of random numbers first: without a care, its descriptor is 0, and this upload ends when the server's disk is full.
    [Fact]
    public async Task Nothing_is_uploaded_from_a_standard_input_that_is_closed()
    {
        await using var server = new PlainServer();
        server.Answers["STOR"] = "553 not here";
        ProgramResult run = await RunAsync($"$0 put - ftp+plain://joe:pw@127.0.0.1:{server.Port}/x --retries 0 <&-");
        Assert.Equal(new ProgramResult(1, "", "ftps put: standard input is closed, so there is nothing to send\n"), run);
        Assert.DoesNotContain("STOR", server.Said, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_home, recursive: true);

    // The shell's $0 is the program.
    private Task<ProgramResult> RunAsync(string command) =>
        RunningProgram.RunAsync("/bin/sh", _home, null, "-c", command, Path.Combine(AppContext.BaseDirectory, "ftps"));
}
