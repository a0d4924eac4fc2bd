using Sealane.ClientInterop.Tests.Servers;

namespace Sealane.ClientInterop.Tests.Terminal;

/// <summary>Transfers at a terminal: what a person sees while they run, and Ctrl-C.</summary>
public sealed class TransferTerminalTests(ServerPark park) : ServerTests(park)
{
    private const string Prompt = "^ftps .*> ?$";

    private async Task<(TerminalSession Terminal, ForeignServer Server)> OpenAsync()
    {
        ForeignServer server = await ServerAsync(ServerKind.Ftpsd);
        (string name, _) = server.MakeDirectory();
        server.PutFile($"{name}/big.bin", Site.Bytes(4_000_000));
        server.PutFile($"{name}/other.bin", Site.Bytes(4_000_000));
        server.PutFile($"{name}/small", Site.Bytes(18));
        TerminalSession terminal = TerminalSession.Start([Path.Combine(AppContext.BaseDirectory, "ftps"), "--norc"], Local.Path);
        await terminal.WaitForPromptAsync(Prompt);
        foreach (string line in (string[])[$"set ssl:ca-file {server.CaFile}", "set cmd:status-interval 0.1", $"open -u \"{ForeignServer.UserName},{ForeignServer.Password}\" ftp://127.0.0.1:{server.Port}", $"cd {name}"])
        {
            await terminal.EnterAsync(line, Prompt);
        }

        return (terminal, server);
    }

    [Fact]
    public async Task Ctrl_c_ends_the_transfer_and_not_the_shell()
    {
        (TerminalSession terminal, _) = await OpenAsync();
        await using (terminal)
        {
            await terminal.EnterAsync("set net:limit-rate 200k", Prompt);
            terminal.Type("get big.bin" + TerminalSession.Enter);
            await terminal.WaitForAsync(@"^`big\.bin' at \d+ \(\d+%\) .*\[Receiving data/TLS\]$");
            terminal.Type(TerminalSession.CtrlC);
            await terminal.WaitForAsync("^Interrupt$");
            await terminal.WaitForPromptAsync(Prompt);
            await terminal.EnterAsync("set net:limit-rate 0", Prompt);
            Assert.Contains("18 bytes transferred", await terminal.EnterAsync("get small", Prompt), StringComparison.Ordinal);
            Assert.Matches("^[0-9]+ bytes transferred", await terminal.EnterAsync("get -c big.bin", Prompt));
        }

        Assert.Equal(Site.Bytes(4_000_000), File.ReadAllBytes(Local.File("big.bin")));
    }

    [Fact]
    public async Task Several_transfers_have_a_line_each_and_a_total()
    {
        (TerminalSession terminal, _) = await OpenAsync();
        await using (terminal)
        {
            await terminal.EnterAsync("set net:limit-rate 200k", Prompt);
            terminal.Type("get -P 2 big.bin other.bin" + TerminalSession.Enter);
            await terminal.WaitForAsync(@"^`big\.bin' at .*\n`other\.bin' at .*\nTotal: ");
            terminal.Type(TerminalSession.CtrlC);
            await terminal.WaitForPromptAsync(Prompt);
        }
    }

    [Fact]
    public async Task A_mirror_ends_with_its_totals()
    {
        (TerminalSession terminal, _) = await OpenAsync();
        await using (terminal)
        {
            string shown = await terminal.EnterAsync("mirror . copy", Prompt);
            Assert.Matches(@"New: 3 files, 0 symlinks\n8000018 bytes transferred", shown);
            Assert.Contains("Total 2 files transferred", await terminal.EnterAsync("get small -o s1 small -o s2", Prompt), StringComparison.Ordinal);
            Assert.Contains("Transfer of 1 of 2 files failed", await terminal.EnterAsync("get small -o s3 nosuch", Prompt), StringComparison.Ordinal);
        }
    }
}
