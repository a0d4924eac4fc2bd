using Sealane.Shell.Screen;
using System.Globalization;

namespace Sealane.Shell.Commands;

/// <summary>history: lines typed before.</summary>
internal sealed class HistoryCommand : ShellCommand
{
    public override string Synopsis => "history -w file|-r file|-c|-l [cnt]";

    public override string Help => """
        Shows the last lines of the prompt (16, or as many as asked for, or `all').
         -w <file>  writes them to a file
         -r <file>  reads a file's lines in addition
         -c         forgets them
         -l         lists them
        """;

    public override OptionSpec[] Options => [new("w", 'w', null, OptionArgument.Required), new("r", 'r', null, OptionArgument.Required), new("c", 'c'), new("l", 'l')];

    public override Task<int> RunAsync(CommandContext context)
    {
        ParsedArguments arguments = context.Parse();
        CommandHistory history = context.Shell.History;
        try
        {
            if (arguments.Has("c"))
            {
                history.Clear();
            }

            if (arguments.Value("r") is { } from)
            {
                history.ReadFrom(context.Place.Resolve(from));
            }

            if (arguments.Value("w") is { } to)
            {
                history.WriteTo(context.Place.Resolve(to), int.MaxValue);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{arguments.Value("r") ?? arguments.Value("w")}: {LocalFault.Of(e)}", e);
        }

        if (arguments.Options.Any(option => option.Key != "l"))
        {
            return Task.FromResult(0);
        }

        int most = 16;
        if (arguments.Operands is [{ } word, ..] && word != "all" && !int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out most))
        {
            throw new CommandException($"{word} - not a number");
        }

        most = arguments.Operands is ["all", ..] ? int.MaxValue : most;
        int number = Math.Max(0, history.Lines.Count - most);
        foreach (HistoryLine line in history.Lines.Skip(number))
        {
            context.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{++number,5}  {line.Time:yyyy-MM-dd HH:mm:ss}  {line.Text}"));
        }

        return Task.FromResult(0);
    }
}
