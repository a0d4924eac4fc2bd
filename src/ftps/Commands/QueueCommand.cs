using Sealane.Shell.Jobs;
using Sealane.Shell.Language;
using System.Globalization;

namespace Sealane.Shell.Commands;

/// <summary>queue: commands one after the other.</summary>
internal sealed class QueueCommand : ShellCommand
{
    public override string Synopsis => "queue [OPTS] [<cmd>]";

    public override string Help => """
        Adds a command to the queue of the current site, which runs them in turn.
         queue [-n <pos>] <cmd>       adds it, before the given one
         queue stop | start           stops and goes on; what runs is not interrupted
         queue -d [<index|pattern>]   takes commands out (the last one)
         queue -m <index|pattern> [<index>]  moves commands (to the end)
         -q  says less    -v  says more    -Q  shows commands as they can be queued again
        Without a command shows the queue, or begins a stopped one.
        """;

    public override OptionSpec[] Options => [new("d", 'd', "delete"), new("m", 'm', "move", OptionArgument.Required), new("n", 'n', null, OptionArgument.Required), new("q", 'q', "quiet"), new("v", 'v', "verbose"), new("Q", 'Q')];

    public override Task<int> RunAsync(CommandContext context)
    {
        ParsedArguments arguments = context.Parse(permute: false);
        IReadOnlyList<string> words = arguments.Operands;
        ShellSession shell = context.Shell;
        if (arguments.Has("d") || arguments.Has("m"))
        {
            return Rearrange(arguments, context);
        }

        if (words.Count == 0)
        {
            return Show(arguments, context);
        }

        if (words is ["stop"])
        {
            shell.QueueOf(context.Place, stopped: true).Stop();
            return Task.FromResult(0);
        }

        if (words is ["start"])
        {
            shell.FindQueue(context.Place)?.Start();
            return Task.FromResult(0);
        }

        int? before = null;
        if (arguments.Value("n") is { } position)
        {
            before = int.TryParse(position, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0
                ? number : throw new UsageException("queue: -n: positive number expected. Try `help queue' for more information.");
        }

        shell.QueueOf(context.Place, stopped: false, new QueuedCommand(CommandText.Of(words), context.Place.Copy()), before);
        return Task.FromResult(0);
    }

    private static Task<int> Show(ParsedArguments arguments, CommandContext context)
    {
        if (context.Shell.FindQueue(context.Place) is not { } queue)
        {
            context.Shell.QueueOf(context.Place, stopped: true);
            return Task.FromResult(0);
        }

        if (arguments.Has("q"))
        {
            return Task.FromResult(0);
        }

        if (context.IsInteractive && context.Place.Site is { } site)
        {
            context.WriteLine(site.Url);
        }

        IEnumerable<string> lines = arguments.Has("Q") ? queue.Waiting().Select(command => "queue " + Quoting.Argument(command.Shown)) : queue.Describe(arguments.Count("v"));
        foreach (string line in lines)
        {
            context.WriteLine(line);
        }

        return Task.FromResult(0);
    }

    private static Task<int> Rearrange(ParsedArguments arguments, CommandContext context)
    {
        CommandQueue queue = context.Shell.FindQueue(context.Place) ?? throw new CommandException("No queue is active.");
        bool deletes = arguments.Has("d");
        string? which = deletes ? (arguments.Operands.Count > 0 ? arguments.Operands[0] : null) : arguments.Value("m");
        int? before = !deletes && arguments.Operands is [{ } target, ..]
            ? int.TryParse(target, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : throw new CommandException($"{target} - not a number")
            : null;
        if (queue.Waiting().Count == 0)
        {
            context.WriteLine("No queued jobs.");
            return Task.FromResult(1);
        }

        IReadOnlyList<QueuedCommand> found = deletes ? queue.Delete(which) : queue.Move(which!, before);
        if (found.Count == 0)
        {
            context.WriteLine(int.TryParse(which, out int index) && index > 0 ? $"No queued job #{index}." : $"No queued jobs match \"{which}\".");
            return Task.FromResult(1);
        }

        if (!arguments.Has("q"))
        {
            string verb = deletes ? "Deleted" : "Moved";
            context.WriteLine(found.Count == 1 ? $"{verb} job: {found[0].Shown}" : $"{verb} jobs:");
            for (int i = 0; found.Count > 1 && i < found.Count; i++)
            {
                context.WriteLine($"\t {i + 1}. {found[i].Shown}");
            }
        }

        return Task.FromResult(0);
    }
}
