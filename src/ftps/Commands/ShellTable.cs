namespace Sealane.Shell.Commands;

/// <summary>Commands that need no server, one line each.</summary>
internal static class ShellTable
{
    public static CommandEntry[] Entries =>
    [
        new(".empty", () => new TestCommand(count => count == 0)),
        new(".false", () => new TestCommand(_ => false)),
        new(".notempty", () => new TestCommand(count => count > 0)),
        new(".tasks", () => new TasksCommand()),
        new(".true", () => new TestCommand(_ => true)),
        new("?", () => new HelpCommand(), IsListed: false),
        new("alias", () => new AliasCommand()),
        new("at", () => new AtCommand()),
        new("attach", () => new AttachCommand()),
        new("bookmark", () => new BookmarkCommand()),
        new("bye", () => new ExitCommand(), IsListed: false),
        new("cache", () => new CacheCommand()),
        new("command", () => new CommandCommand()),
        new("debug", () => new DebugCommand()),
        new("echo", () => new EchoCommand()),
        new("eval", () => new EvalCommand()),
        new("exit", () => new ExitCommand()),
        new("fg", () => new WaitCommand(), IsListed: false),
        new("glob", () => new GlobCommand()),
        new("help", () => new HelpCommand()),
        new("history", () => new HistoryCommand()),
        new("jobs", () => new JobsCommand()),
        new("kill", () => new KillCommand()),
        new("lcd", () => new LcdCommand()),
        new("local", () => new LocalCommandCommand()),
        new("lpwd", () => new LpwdCommand()),
        new("module", () => new ModuleCommand()),
        new("queue", () => new QueueCommand()),
        new("quit", () => new ExitCommand(), IsListed: false),
        new("repeat", () => new RepeatCommand()),
        new("scache", () => new ScacheCommand()),
        new("set", () => new SetCommand()),
        new("shell", () => new ShellEscapeCommand()),
        new("sleep", () => new SleepCommand()),
        new("slot", () => new SlotCommand()),
        new("source", () => new SourceCommand()),
        new("suspend", () => new SuspendCommand()),
        new("version", () => new VersionCommand()),
        new("wait", () => new WaitCommand()),
    ];
}
