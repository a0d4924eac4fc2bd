namespace Sealane.Shell.Commands;

/// <summary>module: what lftp loads from files is built in here.</summary>
internal sealed class ModuleCommand : ShellCommand
{
    private static readonly string[] s_builtIn = ["proto-ftp", "proto-file", "cmd-mirror", "cmd-sleep", "liblftp-pty", "liblftp-network"];

    public override string Synopsis => "module name [args]";

    public override string Help => """
        Accepted for those of lftp's modules whose work is built in (proto-ftp, proto-file, cmd-mirror, cmd-sleep), so that
        old rc files run. Nothing can be loaded: for others it says so and fails.
        """;

    public override Task<int> RunAsync(CommandContext context)
    {
        string name = context.Arguments is [{ } first, ..] ? Path.GetFileNameWithoutExtension(first) : throw context.Usage("module module_name [args]");
        return s_builtIn.Contains(name) ? Task.FromResult(0)
            : throw new CommandException($"{name}: modules cannot be loaded here; FTP, FTPS and local files are built in, other protocols are not spoken");
    }
}
