using Sealane.Shell.Commands;

namespace Sealane.Shell.Tests.Commands;

public class CommandTableTests
{
    [Theory]
    [InlineData("echo", "echo")]
    [InlineData("EC", "echo")]
    [InlineData("o", "open")]
    [InlineData("?", "?")]
    public void Abbreviations(string typed, string name) => Assert.Equal(name, CommandTable.Resolve(typed).Name);

    [Theory]
    [InlineData("foo", "Unknown command `foo'.")]
    [InlineData("e", "Ambiguous command `e'.")]
    [InlineData("l", "Ambiguous command `l'.")]
    [InlineData("", "Unknown command `'.")]
    public void Refusals(string typed, string message) => Assert.Equal(message, Assert.Throws<UnknownCommandException>(() => CommandTable.Resolve(typed)).Message);

    [Fact]
    public void Every_command_explains_itself_and_its_options()
    {
        List<string> silent = [];
        foreach (CommandEntry entry in CommandTable.All)
        {
            ShellCommand command = entry.Create();
            Assert.False(string.IsNullOrWhiteSpace(command.Help), entry.Name);
            string text = command.Help + command.Synopsis;
            silent.AddRange(command.Options
                .Where(option => !text.Contains($"-{option.Short}", StringComparison.Ordinal) && !(option.Long is not null && text.Contains($"--{option.Long}", StringComparison.Ordinal)))
                .Select(option => $"help {entry.Name} is silent about {option.Id}"));
        }

        Assert.Empty(silent);
    }
}
