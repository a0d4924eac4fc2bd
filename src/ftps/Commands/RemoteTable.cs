namespace Sealane.Shell.Commands;

/// <summary>Commands about a site and what is there, one line each.</summary>
internal static class RemoteTable
{
    public static CommandEntry[] Entries =>
    [
        new("anon", () => new AnonCommand()),
        new("close", () => new CloseCommand()),
        new("connect", () => new OpenCommand(), IsListed: false),
        new("login", () => new UserCommand(), IsListed: false),
        new("open", () => new OpenCommand()),
        new("pwd", () => new PwdCommand()),
        new("user", () => new UserCommand()),
    ];
}
