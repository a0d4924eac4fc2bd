using System.Globalization;

namespace Sealane.Shell.Commands;

/// <summary>debug: shows what is said to servers.</summary>
internal sealed class DebugCommand : ShellCommand
{
    public override string Synopsis => "debug [OPTS] [<level>|off]";

    public override string Help => """
        Shows what happens between client and server, 0 to 9 (9 if no level is given).
         -o <file>  into a file    -T  which is emptied first
         -t  with times    -p  with the process id    -c  with the server's name
        """;

    public override OptionSpec[] Options => [new("T", 'T'), new("o", 'o', null, OptionArgument.Required), new("c", 'c'), new("p", 'p'), new("t", 't')];

    public override Task<int> RunAsync(CommandContext context)
    {
        ParsedArguments arguments = context.Parse();
        DebugLog log = context.Shell.Debug;
        log.Level = arguments.Operands switch
        {
            [] => 9,
            ["off" or "of" or "o", ..] => -1,
            [{ } level, ..] => int.TryParse(level, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 9,
        };
        log.SendTo(arguments.Value("o") is { } path ? context.Place.Resolve(path) : null, arguments.Has("T"));
        if (arguments.Has("t"))
        {
            context.Settings.Set("log:show-time", "yes");
        }

        if (arguments.Has("c"))
        {
            context.Settings.Set("log:show-ctx", "yes");
        }

        if (arguments.Has("p"))
        {
            context.Settings.Set("log:show-pid", "yes");
        }

        return Task.FromResult(0);
    }
}
