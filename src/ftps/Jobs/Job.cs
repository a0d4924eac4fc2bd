namespace Sealane.Shell.Jobs;

/// <summary>A command that runs, in the foreground or not. Who started it disposes of it by removing it from the <see cref="JobTable"/>.</summary>
/// <param name="text">The command as lists show it: without passwords.</param>
/// <param name="parent">The group or queue it belongs to; null for none.</param>
internal sealed class Job(string text, Job? parent)
{
    private readonly CancellationTokenSource _cancellation = parent is null ? new() : CancellationTokenSource.CreateLinkedTokenSource(parent.Cancellation);
    private const int MostOutcomes = 50;
    private readonly Queue<string> _outcomes = [];
    private readonly TaskCompletionSource _detached = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Its number in lists; -1 while it is in the foreground and has none.</summary>
    public int Number { get; set; } = -1;

    public string Text { get; set; } = text;

    public Job? Parent { get; set; } = parent;

    /// <summary>Done when the command is; the result is its exit code.</summary>
    public Task<int> Completion { get; set; } = Task.FromResult(0);

    /// <summary>What it is doing, a line each. Asked from other threads.</summary>
    public Func<IReadOnlyList<string>>? Status { get; set; }

    /// <summary>Whether somebody waits for it, so that its end need not be announced.</summary>
    public bool IsAwaited { get; set; }

    /// <summary>Whether nobody waits for it, or for what it belongs to.</summary>
    public bool IsBackground => Parent?.IsBackground ?? (Number >= 0 && !IsAwaited);

    /// <summary>Whether <see cref="Stop"/> was called.</summary>
    public bool IsStopped { get; private set; }

    public CancellationToken Cancellation => _cancellation.Token;

    /// <summary>Done when the job was sent to the background while it ran.</summary>
    public Task Detached => _detached.Task;

    /// <summary>The job that this one is a part of, or this one itself.</summary>
    public Job Outermost => Parent?.Outermost ?? this;

    /// <summary>Keeps a line about what was done, for when the end of this job of the background is told. The newest are kept.</summary>
    public void AddOutcome(string line)
    {
        lock (_outcomes)
        {
            _outcomes.Enqueue(line);
            if (_outcomes.Count > MostOutcomes)
            {
                _outcomes.Dequeue();
            }
        }
    }

    /// <summary>Those lines, which are then forgotten.</summary>
    public IReadOnlyList<string> TakeOutcomes()
    {
        lock (_outcomes)
        {
            string[] lines = [.. _outcomes];
            _outcomes.Clear();
            return lines;
        }
    }

    /// <summary>Ends it: by Ctrl-C or <c>kill</c>.</summary>
    public void Stop()
    {
        IsStopped = true;
        _cancellation.Cancel();
    }

    /// <summary>Whoever waits for it goes on without it: Ctrl-Z.</summary>
    public void Detach() => _detached.TrySetResult();
}
