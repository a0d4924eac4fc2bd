using System.Collections.Immutable;
using Sealane.Shell.Jobs;
using Sealane.Shell.Settings;
using Sealane.Shell.Sites;

namespace Sealane.Shell.Commands;

/// <summary>What a command sees of the world while it runs.</summary>
/// <param name="interpreter">Who runs it.</param>
/// <param name="command">The command.</param>
/// <param name="name">Its full name: <c>reget</c>, not the <c>regt</c> that was typed.</param>
/// <param name="arguments">The words behind the name.</param>
/// <param name="job">The job it is.</param>
/// <param name="streams">Where it writes.</param>
internal sealed class CommandContext(Interpreter interpreter, ShellCommand command, string name, ImmutableArray<string> arguments, Job job, CommandStreams streams)
{
    public Interpreter Interpreter => interpreter;

    public ShellSession Shell => interpreter.Shell;

    public string Name => name;

    public ImmutableArray<string> Arguments => arguments;

    public Job Job => job;

    public CancellationToken Cancellation => job.Cancellation;

    /// <summary>The standard output, or the file or program it was sent to.</summary>
    public TextWriter Output => streams.Output;

    public TextWriter Error => streams.Error;

    public CommandStreams Streams => streams;

    public SettingStore Settings => Shell.Settings;

    /// <summary>Site and local directory; what is changed here stays changed for the commands that follow.</summary>
    public Place Place => interpreter.Place;

    /// <summary>Whether to say what was done: at a prompt, and not in scripts.</summary>
    public bool IsInteractive => Shell.IsInteractive;

    /// <summary>Whether this runs in the foreground of the prompt.</summary>
    public bool IsForeground => interpreter.Owner is null;

    /// <summary>The site.</summary>
    /// <exception cref="CommandException">There is none: "Not connected".</exception>
    public Site Site => Place.Site ?? throw new CommandException("Not connected");

    /// <summary>The same place for bytes. Text written before comes first.</summary>
    public Stream OutputBytes
    {
        get
        {
            Output.Flush();
            return streams.Bytes;
        }
    }

    /// <summary>Reads options and operands as <see cref="ShellCommand.Options"/> says.</summary>
    /// <param name="permute">Whether options may come after operands.</param>
    /// <exception cref="UsageException">An option is unknown, or lacks its argument.</exception>
    public ParsedArguments Parse(bool permute = true) => ParsedArguments.Parse(name, arguments, command.Options, permute);

    /// <summary>The error for arguments that cannot be: the synopsis.</summary>
    public UsageException Usage(string? synopsis = null) => new("Usage: " + (synopsis ?? command.Synopsis));

    /// <summary>A line for a person at the prompt; scripts do not see it. From the background it comes with the job's end.</summary>
    public void Tell(string line)
    {
        if (IsInteractive && job.Outermost is { Number: >= 0, IsAwaited: false } background)
        {
            background.AddOutcome(line);
        }
        else if (IsInteractive)
        {
            Output.Write(line + "\n");
        }
    }

    public void WriteLine(string line) => Output.Write(line + "\n");
}
