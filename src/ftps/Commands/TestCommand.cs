namespace Sealane.Shell.Commands;

/// <summary>.true, .false, .empty, .notempty: exit codes for conditions.</summary>
internal sealed class TestCommand(Func<int, bool> succeeds) : ShellCommand
{
    public override string Synopsis => ".true | .false | .empty [<args>] | .notempty [<args>]";

    public override string Help => """
        Succeeds or fails: always, or by whether there are arguments.
        """;

    public override Task<int> RunAsync(CommandContext context)
    {
        return Task.FromResult(succeeds(context.Arguments.Length) ? 0 : 1);
    }
}
