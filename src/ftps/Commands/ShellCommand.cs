namespace Sealane.Shell.Commands;

/// <summary>One command of the shell. A new object is made for each run, so fields may hold what a run needs.</summary>
internal abstract class ShellCommand
{
    /// <summary>How it is called, as <c>help</c> lists it: <c>mv &lt;file1&gt; &lt;file2&gt;</c>.</summary>
    public abstract string Synopsis { get; }

    /// <summary>What it does, as <c>help NAME</c> shows it below the synopsis.</summary>
    public abstract string Help { get; }

    /// <summary>Its options. Empty for commands that take words as they are.</summary>
    public virtual OptionSpec[] Options => [];

    /// <summary>Runs it.</summary>
    /// <returns>The exit code, 0 for success.</returns>
    /// <exception cref="CommandException">It cannot be done; the message follows the command's name.</exception>
    /// <exception cref="UsageException">The arguments are wrong.</exception>
    public abstract Task<int> RunAsync(CommandContext context);
}
