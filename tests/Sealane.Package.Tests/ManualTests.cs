using System.Text.RegularExpressions;
using Sealane.Server.Options;

namespace Sealane.Package.Tests;

/// <summary>Manual pages are whole, and man(1) has nothing to say against them.</summary>
public sealed class ManualTests
{
    [Theory]
    [InlineData("ftpsd.8")]
    [InlineData("ftpsd.conf.5")]
    [InlineData("ftps.1")]
    public async Task A_page_is_formatted_without_a_warning(string name)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/man") || Environment.GetEnvironmentVariable("SEALANE_REQUIRE_CLIENTS") == "1", "man is not installed: apt-get install man-db");
        using ScratchDirectory scratch = new();
        string page = scratch.Write(name, WrittenPages.Text("man/" + name));
        ToolRun run = await Manual.ReadAsync(page);
        string text = run.Succeeded();

        Assert.Equal("", run.Error);
        Assert.Contains("1.2.3", text, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"@[A-Z]+@|\\[fe(&]", text);
        Assert.All(["NAME", "DESCRIPTION", "SEE ALSO"], section => Assert.Matches($"(?m)^{section}$", text));
    }

    [Fact]
    public async Task A_damaged_page_is_noticed()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/man") || Environment.GetEnvironmentVariable("SEALANE_REQUIRE_CLIENTS") == "1", "man is not installed: apt-get install man-db");
        using ScratchDirectory scratch = new();
        ToolRun run = await Manual.ReadAsync(scratch.Write("bad.1", WrittenPages.Text("man/ftps.1") + ".NOSUCHREQUEST x\n"));

        Assert.Contains("NOSUCHREQUEST", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_option_is_in_the_manual_with_its_default()
    {
        string page = WrittenPages.Text("man/ftpsd.conf.5");
        Assert.All(OptionCatalog.All, option =>
        {
            Match entry = Regex.Match(page, $@"(?m)^\.TP\n\\fB{Regex.Escape(option.Name)}\\fR.*\n(?:(?!\.TP).*\n)*?.*Default: (.*?) \(");
            Assert.True(entry.Success, $"{option.Name} is missing");
            Assert.Equal(Packaging.Roff.Text("=" + (option.Default.Length == 0 ? "none" : option.Default))[1..], entry.Groups[1].Value);
        });
    }

    [Fact]
    public void Every_verb_is_in_the_manual_with_its_options()
    {
        foreach (Packaging.CommandNode program in (Packaging.CommandNode[])[Packaging.ProgramTrees.Ftpsd(), Packaging.ProgramTrees.Ftps()])
        {
            string page = WrittenPages.Text(program.Name == "ftpsd" ? "man/ftpsd.8" : "man/ftps.1");
            Assert.All(program.Walk().Skip(1), step =>
            {
                string title = $"\n.SS {Packaging.Roff.Text(string.Join(' ', step.Path))}\n";
                int begin = page.IndexOf(title, StringComparison.Ordinal);
                Assert.True(begin >= 0, title);
                int end = page.IndexOf("\n.S", begin + title.Length, StringComparison.Ordinal);
                string section = page[begin..end];
                if (step.Node.Children.Count == 0)
                {
                    Assert.All(step.Node.Options.Where(option => !option.Names.Contains("--help")), option => Assert.Contains(Packaging.Roff.Bold(option.Names[0]), section, StringComparison.Ordinal));
                }
            });
        }
    }

    [Fact]
    public void What_looks_like_a_request_is_text()
    {
        Assert.Equal("\\&.TH \\-x\n\\&.B \\(aq\\e\\(aq", Packaging.Roff.Text(".TH -x\n.B '\\'"));
        Assert.Equal("\\&\\(aqa", Packaging.Roff.Text("'a"));
    }
}
