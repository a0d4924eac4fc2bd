using Sealane.Shell.Jobs;
using Sealane.Shell.Language;
using Sealane.Shell.Settings;
using System.Globalization;

namespace Sealane.Shell.Commands;

/// <summary>repeat: a command again and again.</summary>
internal sealed class RepeatCommand : ShellCommand
{
    public override string Synopsis => "repeat [OPTS] [delay] [command]";

    public override string Help => """
        Runs a command again and again, a second apart unless told otherwise.
         -c, --count=<count>  at most so often
         -d, --delay=<time>   the time between
         --while-ok           until it fails
         --until-ok           until it succeeds
         --weak               accepted: jobs never outlive the program here
        """;

    public override OptionSpec[] Options => [new("c", 'c', "count", OptionArgument.Required), new("d", 'd', "delay", OptionArgument.Required), new("while-ok", '\0', "while-ok"), new("until-ok", '\0', "until-ok"), new("weak", '\0', "weak")];

    public override async Task<int> RunAsync(CommandContext context)
    {
        ParsedArguments arguments = context.Parse(permute: false);
        IReadOnlyList<string> words = arguments.Operands;
        long most = long.MaxValue;
        if (arguments.Value("c") is { } count && (!long.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out most) || most < 1))
        {
            throw new CommandException($"{count} - not a number");
        }

        TimeSpan? delay = TimeSpan.FromSeconds(1);
        if (arguments.Value("d") is { } time && !SettingValue.TryInterval(time, out delay, out string? fault))
        {
            throw new CommandException($"{time}: {fault}");
        }

        if (!arguments.Has("d") && words.Count > 0 && char.IsAsciiDigit(words[0][0]) && SettingValue.TryInterval(words[0], out TimeSpan? first, out _))
        {
            delay = first;
            words = [.. words.Skip(1)];
        }

        Script script = Parser.Parse(CommandText.Of(words.Count == 0 ? [""] : words));
        long done = 0;
        context.Job.Status = () => [$"Repeat count: {Volatile.Read(ref done)}"];
        int code = 0;
        while (true)
        {
            Interpreter inner = context.Interpreter.Fork(context.Job, context.Streams);
            code = await inner.RunAsync(script, context.Cancellation).ConfigureAwait(false);
            if (inner.Exit is not null || ++done >= most || (arguments.Has("while-ok") && code != 0) || (arguments.Has("until-ok") && code == 0))
            {
                context.Interpreter.Exit ??= inner.Exit is { IsTop: true } ? inner.Exit : null;
                return code;
            }

            await Pause.ForAsync(delay, context.Job).ConfigureAwait(false);
        }
    }
}
