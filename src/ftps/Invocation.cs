using Sealane.Shell.Commands;

namespace Sealane.Shell;

/// <summary>The words of the command line.</summary>
internal sealed class Invocation
{
    /// <summary>The options of the program itself.</summary>
    public static OptionSpec[] Options { get; } =
    [
        new("f", 'f', null, OptionArgument.Required), new("c", 'c', null, OptionArgument.Required), new("norc", '\0', "norc"),
        new("rcfile", '\0', "rcfile", OptionArgument.Required), new("help", 'h', "help"), new("version", 'v', "version"),
        .. new OpenCommand().Options,
    ];

    /// <summary>What <c>--help</c> shows.</summary>
    public static string HelpText { get; } = $"""
        Usage: {ProgramName.Shown} [OPTS] <site>
               {ProgramName.Shown} <command> URL...   (one-shots; see `{ProgramName.Shown} <command> --help')
        Without -c and -f reads commands from the standard input.
         -f <file>           execute commands from the file and exit
         -c <cmd>            execute the commands and exit
         --norc              don't execute rc files from the home directory
         --rcfile <file>     execute this rc file after them
         --help              print this help and exit
         --version           print {ProgramName.Shown} version and exit
        Other options are the same as in `open' command:
         -e <cmd>            execute the command just after selecting
         -u <user>[,<pass>]  use the user/password for authentication
         --user, --password, --env-password  the same in parts; the last takes LFTP_PASSWORD
         -p <port>           use the port for connection
         -s <slot>           assign the connection to this slot
         -d                  switch on debugging mode
         -B                  don't look up bookmarks
         <site>              host name, URL or bookmark name
        """;

    private Invocation(ParsedArguments parsed) => Parsed = parsed;

    public ParsedArguments Parsed { get; }

    /// <summary>The commands of <c>-c</c>, with the words that follow them as arguments.</summary>
    public string? Commands => Parsed.Value("c") is { } first ? string.Join(" ", [first, .. Parsed.Operands]) : null;

    public string? ScriptFile => Parsed.Value("f");

    /// <summary>Whether a site or a command for it was given.</summary>
    public bool Opens => Parsed.Operands.Count > 0 || Parsed.Options.Any(option => option.Key is not ("norc" or "rcfile"));

    /// <exception cref="UsageException">The words make no sense.</exception>
    public static Invocation Parse(string[] arguments)
    {
        string hint = $"Try `{ProgramName.Shown} --help' for more information";
        ParsedArguments parsed = ParsedArguments.Parse(ProgramName.Shown, arguments, Options, permute: true, hint);
        if (parsed.Has("f") && (parsed.Operands.Count > 0 || parsed.Has("c") || parsed.Has("e")))
        {
            throw new UsageException($"{ProgramName.Shown}: -c, -f, -v, -h conflict with other `open' options and arguments");
        }

        return new Invocation(parsed);
    }
}
