using System.Collections.Immutable;
using Sealane.Shell.Commands;
using Sealane.Shell.Jobs;
using Sealane.Shell.Language;
using Sealane.Shell.Sites;

namespace Sealane.Shell;

/// <summary>Runs scripts in one place: the prompt's, a group's, or a job's.</summary>
/// <param name="shell">What all of them share.</param>
/// <param name="place">Site and local directory.</param>
/// <param name="owner">The job whose commands these are; null at the prompt.</param>
/// <param name="streams">Where commands write.</param>
internal sealed class Interpreter(ShellSession shell, Place place, Job? owner, CommandStreams streams)
{
    private readonly SideBySide _beside = new(shell);
    private bool _ranAny;

    public ShellSession Shell => shell;

    public Place Place => place;

    public Job? Owner => owner;

    public CommandStreams Streams => streams;

    /// <summary>The exit code of the last command that ran.</summary>
    public int LastExitCode { get; set; }

    /// <summary>Set once <c>exit</c> has run here.</summary>
    public ExitRequest? Exit { get; set; }

    /// <summary>Another interpreter for a part of the work, in a copy of the place.</summary>
    public Interpreter Fork(Job? job, CommandStreams? to = null) => new(shell, place.Copy(), job ?? owner, to ?? streams) { LastExitCode = LastExitCode };

    /// <summary>Parses and runs source.</summary>
    /// <returns>The exit code of the last command.</returns>
    public Task<int> RunAsync(string source, CancellationToken cancellation) => RunAsync(Parser.Parse(source), [], cancellation);

    /// <summary>Runs what was parsed.</summary>
    public Task<int> RunAsync(Script script, CancellationToken cancellation) => RunAsync(script, [], cancellation);

    private async Task<int> RunAsync(Script script, ImmutableHashSet<string> expanded, CancellationToken cancellation)
    {
        foreach (Statement statement in script.Statements)
        {
            cancellation.ThrowIfCancellationRequested();
            if (Exit is not null)
            {
                break;
            }

            LastExitCode = statement.Joint == Joint.Always ? _beside.TakeFailure() is not 0 and var failed ? failed : LastExitCode : await _beside.PreviousAsync().ConfigureAwait(false) ?? LastExitCode;
            if (statement.Joint == Joint.Always && _ranAny && LastExitCode != 0 && shell.Settings.Flag("cmd:fail-exit"))
            {
                Exit = new ExitRequest(LastExitCode, true);
                break;
            }

            if (statement.Joint == Joint.And ? LastExitCode != 0 : statement.Joint == Joint.Or && LastExitCode == 0)
            {
                continue;
            }

            LastExitCode = await RunAsync(statement, expanded, cancellation).ConfigureAwait(false);
            _ranAny = true;
        }

        return Exit?.Code ?? LastExitCode;
    }

    /// <summary>Waits for transfers that run at once.</summary>
    /// <returns>The exit code of the last command.</returns>
    public async Task<int> SettleAsync() => LastExitCode = await _beside.SettleAsync().ConfigureAwait(false) ?? LastExitCode;

    // Only a script's own commands run side by side; a person, and a group, wait for each.
    private async Task<int> RunInTurnAsync(Statement statement, Job job, CancellationToken cancellation)
    {
        string? name = statement.Command is SimpleCommand simple ? CommandTable.Find(simple.Words[0], out _)?.Name : null;
        if (name is not null && SideBySide.IsTransfer(name) && shell.Settings.Number("cmd:parallel") > 1)
        {
            Interpreter own = Fork(job);
            await _beside.AddAsync(job, () => own.ExecuteAsync(statement.Command, job)).ConfigureAwait(false);
            return 0;
        }

        await _beside.BeforeAsync(name).ConfigureAwait(false);
        _beside.Pass();
        return await WaitAsync(statement.Command, job, cancellation).ConfigureAwait(false);
    }

    private Task<int> RunAsync(Statement statement, ImmutableHashSet<string> expanded, CancellationToken cancellation)
    {
        if (statement.Command is SimpleCommand simple && !expanded.Contains(simple.Words[0]) && shell.Aliases.Find(simple.Words[0]) is { } alias)
        {
            // A blank between, so that the alias's last word and the tail do not become one.
            string source = $"{alias} {simple.Tail}{(statement.Background ? " &" : "")}";
            return RunAsync(Parser.Parse(source), expanded.Add(simple.Words[0]), cancellation);
        }

        if (shell.Settings.Flag("cmd:trace"))
        {
            streams.Output.Write($"+ {SecretMask.Of(statement.Command)}\n");
        }

        if (statement.Command is Malformed malformed)
        {
            streams.Error.Write(malformed.Message + "\n");
            return Task.FromResult(0);
        }

        var job = new Job(SecretMask.Of(statement.Command), owner);
        return statement.Background ? StartAsync(statement.Command, job)
            : owner is null && !shell.IsInteractive ? RunInTurnAsync(statement, job, cancellation)
            : WaitAsync(statement.Command, job, cancellation);
    }

    // Behind "&": the command has a place of its own, and what it does there changes nothing here.
    private Task<int> StartAsync(Node command, Job job)
    {
        Interpreter own = Fork(job);
        shell.Jobs.Add(job);
        job.Completion = own.ExecuteAsync(command, job);
        shell.Jobs.Watch(job);
        if (shell.IsInteractive && owner is null)
        {
            JobListing.WriteStarted(streams.Output, job);
        }

        return Task.FromResult(0);
    }

    private async Task<int> WaitAsync(Node command, Job job, CancellationToken cancellation)
    {
        job.Completion = ExecuteAsync(command, job);
        if (job.Completion.IsCompleted)
        {
            return await job.Completion.ConfigureAwait(false);
        }

        if (owner is null)
        {
            return await shell.Foreground.WaitAsync(job, streams, cancellation).ConfigureAwait(false);
        }

        if (owner.Number >= 0)
        {
            shell.Jobs.Add(job);
            shell.Jobs.Watch(job);
        }

        Func<IReadOnlyList<string>>? before = owner.Status;
        bool tellsForChild = before is null;
        if (tellsForChild)
        {
            owner.Status = () => job.Number >= 0 ? [$"Waiting for job [{job.Number}] to terminate"] : job.Status?.Invoke() ?? [];
        }

        try
        {
            return await job.Completion.ConfigureAwait(false);
        }
        finally
        {
            owner.Status = tellsForChild ? null : owner.Status;
        }
    }

    // Never throws but for programming errors: whatever a command runs into becomes a message and an exit code.
    private async Task<int> ExecuteAsync(Node command, Job job)
    {
        string name = command switch
        {
            SimpleCommand { Words: ["command", { } inner, ..] } => inner,
            SimpleCommand { Words: [{ } first, ..] } => first,
            _ => "",
        };
        Redirection? target = command switch { SimpleCommand simple => simple.Redirection, Group group => group.Redirection, _ => null };
        OutputTarget? output = null;
        int code;
        try
        {
            output = target is null ? null : OutputTarget.Open(target, place, streams);
            CommandStreams to = output?.Streams ?? streams;
            code = command switch
            {
                SimpleCommand simple => await RunNamedAsync(simple.Words, job, to).ConfigureAwait(false),
                Group group => await RunGroupAsync(group, job, to).ConfigureAwait(false),
                LocalCommand local => await LocalShell.RunAsync(local.Command, shell, place, streams, job.Cancellation).ConfigureAwait(false),
                _ => 0,
            };
        }
        catch (OperationCanceledException) when (job.Cancellation.IsCancellationRequested)
        {
            code = 1;
        }
        catch (IOException) when (output is { ReaderIsGone: true })
        {
            // The program has seen enough (head, a pager that was left): that is no failure of the command.
            code = 0;
        }
#pragma warning disable CA1031 // One command that fails must not take the shell with it; what went wrong is said.
        catch (Exception e)
#pragma warning restore CA1031
        {
            code = shell.Complaints.Report(e, name, streams.Error);
        }

        if (output is not null)
        {
            await output.CloseAsync().ConfigureAwait(false);
        }

        await streams.Output.FlushAsync(CancellationToken.None).ConfigureAwait(false);
        return shell.Screen.TakeFailure() is { } lost ? shell.Complaints.Report(lost, name, streams.Error) : code;
    }

    /// <summary>Runs a command by its name and arguments, aliases left out.</summary>
    public async Task<int> RunNamedAsync(ImmutableArray<string> words, Job job, CommandStreams to)
    {
        CommandEntry entry = CommandTable.Resolve(words[0]);
        ShellCommand command = entry.Create();
        var context = new CommandContext(this, command, entry.Name, words.RemoveAt(0), job, to);
        return await (UrlOperands.Serves(entry.Name, context.Arguments) ? UrlOperands.RunAsync(context) : LocalPlace.Serves(Place, entry.Name) ? LocalPlace.RunAsync(context) : command.RunAsync(context)).ConfigureAwait(false);
    }

    private async Task<int> RunGroupAsync(Group group, Job job, CommandStreams to)
    {
        Interpreter inner = Fork(job, to);
        int code = await inner.RunAsync(group.Body, [], job.Cancellation).ConfigureAwait(false);
        if (inner.Exit is { IsTop: true })
        {
            Exit = inner.Exit;
        }

        return code;
    }
}
