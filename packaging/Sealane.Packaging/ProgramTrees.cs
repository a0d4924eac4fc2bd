using System.CommandLine;
using Sealane.Shell;
using Sealane.Shell.Commands;
using Sealane.Shell.OneShots;

namespace Sealane.Packaging;

/// <summary>The command lines of both programs, read from the programs.</summary>
internal static class ProgramTrees
{
    public static CommandNode Ftpsd()
    {
        RootCommand root = Sealane.Daemon.Program.Build();
        return CommandNode.Of(root) with { Name = "ftpsd" };
    }

    public static CommandNode Ftps()
    {
        CommandNode[] verbs = [.. OneShotTable.Frames().GroupBy(frame => frame.Path.Split(' ')[0]).Select(OneShot)];
        OptionNode[] options = [.. Invocation.Options.Where(option => option.Id is not "user" and not "password" and not "env-password").Select(OfShell)];
        return new CommandNode("ftps", "FTP client that speaks TLS", options, verbs, ["[SITE]"]);
    }

    private static CommandNode OneShot(IGrouping<string, Frame> verb)
    {
        Frame[] frames = [.. verb];
        return frames is [{ } only] && only.Path == verb.Key
            ? CommandNode.Of(only.Complete())
            : new CommandNode(verb.Key, "servers that you have vouched for", [new OptionNode(["--help", "-h"], "show help and exit", null, [])], [.. frames.Select(frame => CommandNode.Of(frame.Complete()))], []);
    }

    // What the shell's own options are for stands in its help, a line each.
    private static OptionNode OfShell(OptionSpec option)
    {
        string shown = option.Long is { } name && option.Short == '\0' ? "--" + name : $"-{option.Short}";
        string wanted = option.Long is "help" or "version" ? "--" + option.Long : shown;
        string line = Invocation.HelpText.Split('\n').FirstOrDefault(line => line.TrimStart().StartsWith(wanted + " ", StringComparison.Ordinal)) ?? "";
        string description = line.Length > 21 ? line[21..].Trim() : "";
        string? value = option.Argument == OptionArgument.None ? null
            : option.Id is "f" or "rcfile" ? "FILE"
            : option.Id switch { "c" or "e" => "COMMANDS", "u" => "USER[,PASS]", "p" => "PORT", _ => "SLOT" };
        return new OptionNode([.. new[] { option.Long is { } full ? "--" + full : null, option.Short != '\0' ? $"-{option.Short}" : null }.OfType<string>()], description, value, []);
    }
}
