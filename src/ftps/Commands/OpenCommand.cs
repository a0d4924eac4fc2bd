namespace Sealane.Shell.Commands;

/// <summary>open: a site.</summary>
internal sealed class OpenCommand : ShellCommand
{
    public override string Synopsis => "open [OPTS] <site>";

    public override string Help => """
        Goes to a site: a host, a URL, or a bookmark. Nothing is connected before a command needs it.
         -e <cmd>             runs a command there
         -u <user>[,<pass>]   logs in as a user; --user and --password do the same
         --env-password       takes the password from LFTP_PASSWORD
         -p <port>            uses this port
         -s <slot>            in this slot
         -d                   shows what is said (debug)
         -B                   the name is no bookmark
        """;

    public override OptionSpec[] Options => [new("e", 'e', null, OptionArgument.Required), new("u", 'u', null, OptionArgument.Required), new("user", '\0', "user", OptionArgument.Required), new("password", '\0', "password", OptionArgument.Required), new("env-password", '\0', "env-password"), new("p", 'p', "port", OptionArgument.Required), new("s", 's', "slot", OptionArgument.Required), new("d", 'd', "debug"), new("B", 'B')];

    public override async Task<int> RunAsync(CommandContext context)
    {
        ParsedArguments arguments = ParsedArguments.Parse(context.Name, context.Arguments, Options, hint: "Usage: open [-e cmd] [-p port] [-u user[,pass]] <host|url>");
        return await SiteOpening.RunAsync(arguments, context).ConfigureAwait(false);
    }
}
