using Sealane.Shell.Language;
using System.Text;

namespace Sealane.Shell.Commands;

/// <summary>eval: words as a command.</summary>
internal sealed class EvalCommand : ShellCommand
{
    public override string Synopsis => "eval [-f <format>] <args>";

    public override string Help => """
        Runs its arguments as a command.
        With -f the format is the command, in which $0 to $9 stand for single arguments and $@ for all of them.
        """;

    public override OptionSpec[] Options => [new("f", 'f', null, OptionArgument.Required)];

    public override async Task<int> RunAsync(CommandContext context)
    {
        ParsedArguments arguments = context.Parse(permute: false);
        string source = arguments.Value("f") is { } format ? Fill(format, arguments.Operands) : string.Join(" ", arguments.Operands);
        return await context.Interpreter.RunAsync(source, context.Cancellation).ConfigureAwait(false);
    }

    private static string Fill(string format, IReadOnlyList<string> words)
    {
        StringBuilder filled = new();
        for (int i = 0; i < format.Length; i++)
        {
            char next = i + 1 < format.Length ? format[i + 1] : '\0';
            if (format[i] == '$' && char.IsAsciiDigit(next))
            {
                filled.Append(next - '0' < words.Count ? Quoting.Argument(words[next - '0']) : "");
                i++;
            }
            else if (format[i] == '$' && next == '@')
            {
                filled.Append(Quoting.Line(words));
                i++;
            }
            else
            {
                filled.Append(format[i]);
            }
        }

        return filled.ToString();
    }
}
