namespace Sealane.Shell.Commands;

/// <summary>.tasks: how busy this program is.</summary>
internal sealed class TasksCommand : ShellCommand
{
    public override string Synopsis => ".tasks";

    public override string Help => """
        Shows how many jobs there are, and how many of them are in lists.
        """;

    public override Task<int> RunAsync(CommandContext context)
    {
        context.WriteLine($"task_count={context.Shell.Jobs.All().Count + 1}");
        return Task.FromResult(0);
    }
}
