using static Sealane.Shell.Settings.SettingKind;

namespace Sealane.Shell.Settings.Catalog;

/// <summary>The shell itself.</summary>
internal static class CmdSettings
{
    public static SettingDefinition[] Lines =>
    [
        new("cmd:at-background", Text, "", "Commands to run before the program goes to the background.") { InEffect = true },
        new("cmd:at-exit", Text, "", "Commands to run before the program ends.") { InEffect = true },
        new("cmd:at-exit-bg", Text, "", "Commands to run before the program ends in the background.") { InEffect = true },
        new("cmd:at-exit-fg", Text, "", "Commands to run before the program ends in the foreground.") { InEffect = true },
        new("cmd:at-finish", Text, "", "Commands to run when the last job is done.") { InEffect = true },
        new("cmd:at-queue-finish", Text, "", "Commands to run when the last job of a queue is done.") { InEffect = true },
        new("cmd:at-terminate", Text, "", "Commands to run last of all.") { InEffect = true },
        new("cmd:cls-completion-default", Text, "-FBa", "Options of cls for lists of completions.") { InEffect = true },
        new("cmd:cls-default", Text, "-F", "Options that cls begins with.") { InEffect = true },
        new("cmd:cls-exact-time", Flag, "yes", "Whether cls asks for exact times.") { InEffect = true },
        new("cmd:csh-history", Flag, "off", "Whether ! recalls commands.") { InEffect = true },
        new("cmd:default-protocol", Text, "ftp", "The protocol of a site that names none.") { InEffect = true },
        new("cmd:default-title", Text, "ftps \\h:\\w", "The terminal's title.") { InEffect = true },
        new("cmd:fail-exit", Flag, "no", "Whether a failed command ends the program, unless && or || follows it.") { InEffect = true },
        new("cmd:interactive", TriState, "auto", "Whether a person is there; auto asks whether the input is a terminal.") { InEffect = true },
        new("cmd:long-running", Interval, "30", "After commands that take so long the terminal's bell rings; 0 for never.") { InEffect = true },
        new("cmd:ls-default", Text, "", "What ls gets when it gets nothing.") { InEffect = true },
        new("cmd:move-background", Flag, "yes", "Whether jobs may go on when the program is left.") { InEffect = true },
        new("cmd:move-background-detach", Flag, "yes", "Whether the program then leaves its terminal.") { InEffect = true },
        new("cmd:nullglob", Flag, "yes", "Whether a pattern that nothing matches disappears.") { InEffect = true },
        new("cmd:parallel", Number, "1", "Jobs that run at once when nobody is there.") { InEffect = true },
        new("cmd:prompt", Text, "ftps \\S\\? \\u\\@\\h:\\w> ", "The prompt.") { InEffect = true },
        new("cmd:queue-parallel", Number, "1", "Jobs of a queue that run at once.") { InEffect = true },
        new("cmd:remote-completion", Flag, "on", "Whether names on the server are completed.") { InEffect = true },
        new("cmd:save-cwd-history", Flag, "yes", "Whether the directories that cd - returns to are kept between runs.") { InEffect = true },
        new("cmd:save-rl-history", Flag, "yes", "Whether commands are kept between runs.") { InEffect = true },
        new("cmd:set-term-status", Flag, "no", "Whether the terminal's title shows what happens.") { InEffect = true },
        new("cmd:show-status", Flag, "yes", "Whether a line shows what happens.") { InEffect = true },
        new("cmd:status-interval", Interval, "0.8s", "How often that line changes.") { InEffect = true },
        new("cmd:stifle-rl-history", Number, "500", "Commands that are kept.") { InEffect = true },
        new("cmd:term-status", Text, "", "What the terminal's title is set by; the closure is the terminal.") { InEffect = true },
        new("cmd:time-style", Text, "%b %e  %Y|%b %e %H:%M", "Times of cls: before the last half year, and since.") { InEffect = true },
        new("cmd:trace", Flag, "no", "Whether commands are shown before they are run.") { InEffect = true },
        new("cmd:verbose", Flag, "no", "Whether commands say more.") { InEffect = true },
        new("cmd:verify-host", Flag, "yes", "Whether open asks for the host's address at once.") { InEffect = true },
        new("cmd:verify-path", Flag, "yes", "Whether cd asks the server for the directory.") { InEffect = true },
        new("cmd:verify-path-cached", Flag, "no", "Whether it asks although a listing has it.") { InEffect = true },
    ];
}
