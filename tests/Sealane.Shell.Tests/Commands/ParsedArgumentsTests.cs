using Sealane.Shell.Commands;

namespace Sealane.Shell.Tests.Commands;

public class ParsedArgumentsTests
{
    private static readonly OptionSpec[] s_specs =
    [
        new("a", 'a'), new("c", 'c', "count", OptionArgument.Required), new("continue", '\0', "continue"), new("verbose", 'v', "verbose", OptionArgument.Optional),
    ];

    [Theory]
    [InlineData("-a -c 3 x", "a c=3", "x")]
    [InlineData("-ac3 x", "a c=3", "x")]
    [InlineData("x -a y", "a", "x y")]
    [InlineData("--count=3 --cont", "c=3 continue", "")]
    [InlineData("--count 3", "c=3", "")]
    [InlineData("-a -- -c -", "a", "-c -")]
    [InlineData("-v -vvv --verbose --verbose=2", "verbose verbose=vv verbose verbose=2", "")]
    [InlineData("-", "", "-")]
    public void Options_and_operands(string line, string options, string operands)
    {
        ParsedArguments parsed = ParsedArguments.Parse("cmd", line.Split(' '), s_specs);

        Assert.Equal(options, string.Join(' ', parsed.Options.Select(option => option.Value is null ? option.Key : $"{option.Key}={option.Value}")));
        Assert.Equal(operands, string.Join(' ', parsed.Operands));
    }

    [Fact]
    public void Options_end_at_the_first_operand_when_a_command_follows() =>
        Assert.Equal(["x", "-a"], ParsedArguments.Parse("cmd", ["x", "-a"], s_specs, permute: false).Operands);

    [Theory]
    [InlineData("-x", "cmd: invalid option -- 'x'")]
    [InlineData("--foo=1", "cmd: unrecognized option '--foo'")]
    [InlineData("-c", "cmd: option requires an argument -- 'c'")]
    [InlineData("--count", "cmd: option '--count' requires an argument")]
    [InlineData("--continue=1", "cmd: option '--continue' doesn't allow an argument")]
    [InlineData("--co", "cmd: option '--co' is ambiguous; possibilities: '--count' '--continue'")]
    public void Refusals_are_getopts(string line, string message) =>
        Assert.Equal(message + "\nTry `help cmd' for more information.", Assert.Throws<UsageException>(() => ParsedArguments.Parse("cmd", line.Split(' '), s_specs)).Message);
}
