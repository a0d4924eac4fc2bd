namespace Sealane.Shell.Commands;

/// <summary>Commands about a site and what is there, one line each.</summary>
internal static class RemoteTable
{
    public static CommandEntry[] Entries =>
    [
        new(".mplist", () => new LsCommand("MLSD", false)),
        new("anon", () => new AnonCommand()),
        new("cd", () => new CdCommand()),
        new("chmod", () => new ChmodCommand()),
        new("close", () => new CloseCommand()),
        new("cls", () => new ClsCommand(false)),
        new("connect", () => new OpenCommand(), IsListed: false),
        new("du", () => new DuCommand()),
        new("find", () => new FindCommand()),
        new("ln", () => new LnCommand()),
        new("login", () => new UserCommand(), IsListed: false),
        new("ls", () => new LsCommand("LIST", false)),
        new("mkdir", () => new MkdirCommand()),
        new("mmv", () => new MmvCommand()),
        new("mrm", () => new MrmCommand()),
        new("mv", () => new MvCommand()),
        new("nlist", () => new LsCommand("NLST", false)),
        new("open", () => new OpenCommand()),
        new("pwd", () => new PwdCommand()),
        new("quote", () => new QuoteCommand("")),
        new("recls", () => new ClsCommand(true)),
        new("rels", () => new LsCommand("LIST", true)),
        new("renlist", () => new LsCommand("NLST", true)),
        new("rm", () => new RmCommand(false)),
        new("rmdir", () => new RmCommand(true)),
        new("site", () => new QuoteCommand("SITE")),
        new("user", () => new UserCommand()),
    ];
}
