namespace Sealane.Package.Tests;

/// <summary>Completions, asked by the shells that they are for.</summary>
public sealed class CompletionTests
{
    [Theory]
    [InlineData("ftpsd ", "check service status user")]
    [InlineData("ftpsd sta", "status")]
    [InlineData("ftpsd user ", "add list passwd remove")]
    [InlineData("ftpsd user add --ho", "--home")]
    [InlineData("ftpsd user add alice --gen", "--generate")]
    [InlineData("ftpsd service install --dry", "--dry-run")]
    [InlineData("ftps m", "mirror mkdir mv")]
    [InlineData("ftps trust ", "add list remove")]
    [InlineData("ftps get --outp", "--output")]
    [InlineData("ftps --rc", "--rcfile")]
    [InlineData("ftps ls --sort t", "time")]
    [InlineData("ftps hash -a ", "crc32 sha256")]
    public async Task Bash_and_fish_and_zsh_offer(string typed, string wanted)
    {
        string program = typed.Split(' ')[0];
        string[] words = typed.Split(' ');
        using ScratchDirectory scratch = new();
        string bash = scratch.Write("bash", WrittenPages.Text("bash/" + program));
        string fish = scratch.Write("fish", WrittenPages.Text($"fish/{program}.fish"));
        string zsh = scratch.Write("zsh", WrittenPages.Text("zsh/_" + program));

        AssertOffered(wanted, await Shells.BashAsync(bash, words));
        if (Shells.Has("fish"))
        {
            AssertOffered(wanted, await Shells.FishAsync(fish, typed));
        }

        if (Shells.Has("zsh"))
        {
            AssertOffered(wanted, await Shells.ZshAsync(zsh, words));
        }
    }

    [Fact]
    public async Task Verbs_are_all_there_and_nothing_else()
    {
        using ScratchDirectory scratch = new();
        foreach (Packaging.CommandNode program in (Packaging.CommandNode[])[Packaging.ProgramTrees.Ftpsd(), Packaging.ProgramTrees.Ftps()])
        {
            string bash = scratch.Write("bash", WrittenPages.Text("bash/" + program.Name));
            foreach ((IReadOnlyList<string> path, Packaging.CommandNode node) in program.Walk())
            {
                string[] verbs = await Shells.BashAsync(bash, [.. path, ""]);
                Assert.Equal(node.Children.Select(child => child.Name).Order(StringComparer.Ordinal), verbs.Order(StringComparer.Ordinal));
            }
        }
    }

    [Theory]
    [InlineData("ftpsd check")]
    [InlineData("ftps get -o")]
    public async Task Where_no_word_fits_bash_is_left_to_offer_files(string typed)
    {
        using ScratchDirectory scratch = new();
        string bash = scratch.Write("bash", WrittenPages.Text("bash/" + typed.Split(' ')[0]));

        Assert.Empty(await Shells.BashAsync(bash, [.. typed.Split(' '), ""]));
        Assert.Matches(@"complete .*-o default .*-F", File.ReadAllText(bash));
    }

    private static void AssertOffered(string wanted, string[] offered) =>
        Assert.All(wanted.Split(' '), word => Assert.Contains(word, offered));
}
