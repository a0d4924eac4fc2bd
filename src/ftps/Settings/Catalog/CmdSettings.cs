using static Sealane.Shell.Settings.SettingKind;

namespace Sealane.Shell.Settings.Catalog;

/// <summary>The shell itself.</summary>
internal static class CmdSettings
{
    public static SettingDefinition[] Lines =>
    [
        new("cmd:at-background", Text, "", "Commands to run before the program goes to the background."),
        new("cmd:at-exit", Text, "", "Commands to run before the program ends."),
        new("cmd:at-exit-bg", Text, "", "Commands to run before the program ends in the background."),
        new("cmd:at-exit-fg", Text, "", "Commands to run before the program ends in the foreground."),
        new("cmd:at-finish", Text, "", "Commands to run when the last job is done."),
        new("cmd:at-queue-finish", Text, "", "Commands to run when the last job of a queue is done."),
        new("cmd:at-terminate", Text, "", "Commands to run last of all."),
        new("cmd:cls-completion-default", Text, "-FBa", "Options of cls for lists of completions."),
        new("cmd:cls-default", Text, "-F", "Options that cls begins with."),
        new("cmd:cls-exact-time", Flag, "yes", "Whether cls asks for exact times."),
        new("cmd:csh-history", Flag, "off", "Whether ! recalls commands."),
        new("cmd:default-protocol", Text, "ftp", "The protocol of a site that names none."),
        new("cmd:default-title", Text, "ftps \\h:\\w", "The terminal's title."),
        new("cmd:fail-exit", Flag, "no", "Whether a failed command ends the program, unless && or || follows it."),
        new("cmd:interactive", TriState, "auto", "Whether a person is there; auto asks whether the input is a terminal."),
        new("cmd:long-running", Interval, "30", "After commands that take so long the terminal's bell rings; 0 for never."),
        new("cmd:ls-default", Text, "", "What ls gets when it gets nothing."),
        new("cmd:move-background", Flag, "yes", "Whether jobs may go on when the program is left."),
        new("cmd:move-background-detach", Flag, "yes", "Whether the program then leaves its terminal."),
        new("cmd:nullglob", Flag, "yes", "Whether a pattern that nothing matches disappears."),
        new("cmd:parallel", Number, "1", "Jobs that run at once when nobody is there."),
        new("cmd:prompt", Text, "ftps \\S\\? \\u\\@\\h:\\w> ", "The prompt."),
        new("cmd:queue-parallel", Number, "1", "Jobs of a queue that run at once."),
        new("cmd:remote-completion", Flag, "on", "Whether names on the server are completed."),
        new("cmd:save-cwd-history", Flag, "yes", "Whether the directories that cd - returns to are kept between runs."),
        new("cmd:save-rl-history", Flag, "yes", "Whether commands are kept between runs."),
        new("cmd:set-term-status", Flag, "no", "Whether the terminal's title shows what happens."),
        new("cmd:show-status", Flag, "yes", "Whether a line shows what happens."),
        new("cmd:status-interval", Interval, "0.8s", "How often that line changes."),
        new("cmd:stifle-rl-history", Number, "500", "Commands that are kept."),
        new("cmd:term-status", Text, "", "What the terminal's title is set by; the closure is the terminal."),
        new("cmd:time-style", Text, "%b %e  %Y|%b %e %H:%M", "Times of cls: before the last half year, and since."),
        new("cmd:trace", Flag, "no", "Whether commands are shown before they are run."),
        new("cmd:verbose", Flag, "no", "Whether commands say more."),
        new("cmd:verify-host", Flag, "yes", "Whether open asks for the host's address at once."),
        new("cmd:verify-path", Flag, "yes", "Whether cd asks the server for the directory."),
        new("cmd:verify-path-cached", Flag, "no", "Whether it asks although a listing has it."),
    ];
}
