namespace Sealane.ClientInterop.Tests.Terminal;

/// <summary>Typing at the prompt in a real pseudo-terminal.</summary>
public sealed class EditorTests : IDisposable
{
    private const string Prompt = @"^ftps .*> ?$";
    private readonly string _home = Directory.CreateTempSubdirectory("sealane-editor-").FullName;

    /// <summary>An editor's shell window, a log: nothing but text and line feeds, and the system's own editing of lines.</summary>
    [Fact]
    public async Task A_dumb_terminal_gets_text_alone()
    {
        await using TerminalSession terminal = TerminalSession.Start([Path.Combine(AppContext.BaseDirectory, "ftps"), "--norc"], _home, new Dictionary<string, string?> { ["TERM"] = "dumb" });
        await terminal.WaitForPromptAsync(Prompt);
        terminal.Type("echo a line" + TerminalSession.Enter);
        await terminal.WaitForAsync("^a line$");
        await terminal.WaitForPromptAsync(Prompt);
        terminal.Type("exit 3" + TerminalSession.Enter);
        Assert.Equal(3, await terminal.EndAsync());
        Assert.DoesNotContain('\e', terminal.Written);
    }

    [Fact]
    public async Task Lines_that_are_pasted_run_at_enter_and_not_before()
    {
        await using TerminalSession terminal = await StartAsync();
        terminal.Type("\x1b[200~echo first\necho 漢字😀\x1b[201~");
        await terminal.WaitForPromptAsync("^echo 漢字");
        Assert.DoesNotContain("\nfirst", terminal.Text, StringComparison.Ordinal);
        terminal.Type(TerminalSession.Enter);
        await terminal.WaitForAsync("^first\n漢字😀$");
        await terminal.WaitForPromptAsync(Prompt);
    }

    [Fact]
    public async Task Lines_are_searched_recalled_and_kept_between_runs()
    {
        await using (TerminalSession terminal = await StartAsync())
        {
            await terminal.EnterAsync("echo needle in hay", Prompt);
            await terminal.EnterAsync("echo something else", Prompt);
            await terminal.EnterAsync("set cmd:csh-history yes", Prompt);
            Assert.Equal("echo needle in hay\nneedle in hay", (await terminal.EnterAsync("!?needle", Prompt)).Trim());
            terminal.Type("exit" + TerminalSession.Enter);
            Assert.Equal(0, await terminal.EndAsync());
        }

        await using TerminalSession next = await StartAsync();
        next.Type("\x12something");
        await next.WaitForPromptAsync(@"^\(reverse-i-search\)`something': echo something else$");
        next.Type(TerminalSession.Enter);
        await next.WaitForAsync("^something else$");
    }

    [Fact]
    public async Task Tab_completes_and_lists_in_columns()
    {
        foreach (string name in (string[])["alpha one", "alpha two", "beta"])
        {
            File.WriteAllText(Path.Combine(_home, name), "");
        }

        await using TerminalSession terminal = await StartAsync();
        terminal.Type("put al\t");
        await terminal.WaitForPromptAsync(@"put alpha\\ ?$");
        terminal.Type("\t\t");
        await terminal.WaitForAsync("^alpha one  alpha two$");
        terminal.Type("tw\t");
        await terminal.WaitForPromptAsync(@"put alpha\\ two ?$");
    }

    [Fact]
    public async Task Alt_and_a_digit_change_the_slot_and_leave_the_line()
    {
        await using TerminalSession terminal = await StartAsync();
        terminal.Type("echo x\x1b" + "3");
        await terminal.WaitForPromptAsync("^ftps 3 :~> echo x$");
    }

    [Fact]
    public async Task The_end_of_the_terminal_is_the_end_of_the_program()
    {
        await using TerminalSession terminal = await StartAsync();
        terminal.Type(TerminalSession.CtrlD);
        Assert.Equal(0, await terminal.EndAsync());
    }

    public void Dispose() => Directory.Delete(_home, recursive: true);

    private async Task<TerminalSession> StartAsync()
    {
        TerminalSession terminal = TerminalSession.Start([Path.Combine(AppContext.BaseDirectory, "ftps"), "--norc"], _home);
        await terminal.WaitForPromptAsync(Prompt);
        return terminal;
    }
}
