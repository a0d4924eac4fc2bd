using Sealane.Shell.Language;
using Sealane.Shell.Sites;

namespace Sealane.Shell.Jobs;

/// <summary>The queue of one site: commands run one after the other (or <c>cmd:queue-parallel</c> at once), each in the place it was queued in.</summary>
internal sealed class CommandQueue
{
    private readonly Lock _lock = new();
    private readonly List<QueuedCommand> _waiting = [];
    private readonly List<Job> _running = [];
    private readonly Func<QueuedCommand, Job, Task<int>> _run;
    private readonly JobTable _table;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A queue whose job is in the table until everything is done.</summary>
    /// <param name="title">The site as lists name it.</param>
    /// <param name="table">Where its jobs are listed.</param>
    /// <param name="run">Runs one command.</param>
    public CommandQueue(string title, JobTable table, Func<QueuedCommand, Job, Task<int>> run)
    {
        _run = run;
        _table = table;
        Title = title;
        Job = new Job($"queue ({title})", null) { Status = () => Describe(0) };
    }

    public string Title { get; }

    public Job Job { get; }

    public bool IsStopped { get; private set; }

    /// <summary>How many commands may run at once.</summary>
    public int Parallel { get; set; } = 1;

    public void Stop()
    {
        lock (_lock)
        {
            IsStopped = true;
        }
    }

    public void Start()
    {
        lock (_lock)
        {
            IsStopped = false;
        }

        Wake();
    }

    /// <summary>Adds a command, before the given one (from 1) or at the end.</summary>
    public void Add(QueuedCommand command, int? before)
    {
        lock (_lock)
        {
            int at = before is { } position ? Math.Clamp(position - 1, 0, _waiting.Count) : _waiting.Count;
            _waiting.Insert(at, command);
        }

        Wake();
    }

    /// <summary>Takes commands out: by number (from 1), by a pattern of their text, or the last one.</summary>
    /// <returns>Those taken out; empty if none was meant.</returns>
    public IReadOnlyList<QueuedCommand> Delete(string? which)
    {
        lock (_lock)
        {
            List<QueuedCommand> found = Select(which);
            _waiting.RemoveAll(found.Contains);
            return found;
        }
    }

    /// <summary>Moves commands before the given one (from 1), or to the end; their order stays.</summary>
    public IReadOnlyList<QueuedCommand> Move(string which, int? before)
    {
        lock (_lock)
        {
            List<QueuedCommand> found = Select(which);
            QueuedCommand? anchor = before is >= 1 and { } position && position <= _waiting.Count ? _waiting.Skip(position - 1).FirstOrDefault(command => !found.Contains(command)) : null;
            _waiting.RemoveAll(found.Contains);
            _waiting.InsertRange(anchor is null ? _waiting.Count : _waiting.IndexOf(anchor), found);
            return found;
        }
    }

    /// <summary>The commands that wait, in order.</summary>
    public IReadOnlyList<QueuedCommand> Waiting()
    {
        lock (_lock)
        {
            return [.. _waiting];
        }
    }

    /// <summary>What <c>queue</c> and <c>jobs</c> show.</summary>
    public IReadOnlyList<string> Describe(int verbosity)
    {
        lock (_lock)
        {
            List<string> lines = [];
            if (IsStopped)
            {
                lines.Add("Queue is stopped.");
            }

            lines.AddRange(_running.Select(job => $"Now executing: [{job.Number}] {job.Text}"));
            if (_waiting.Count > 0)
            {
                lines.Add("Commands queued:");
                lines.AddRange(_waiting.Select((command, i) => $" {i + 1}. {command.Shown}{(verbosity > 0 ? $" in {command.Place.LocalDirectory}" : "")}"));
            }

            return lines;
        }
    }

    /// <summary>Runs until nothing waits, nothing runs, and it was not stopped.</summary>
    public async Task<int> RunAsync()
    {
        int last = 0;
        while (!Job.Cancellation.IsCancellationRequested)
        {
            Task changed = _changed.Task;
            Job[] running;
            bool idle;
            lock (_lock)
            {
                while (!IsStopped && _running.Count < Parallel && _waiting.Count > 0)
                {
                    QueuedCommand next = _waiting[0];
                    _waiting.RemoveAt(0);
                    Job job = new(next.Shown, Job);
                    _table.Add(job);
                    job.Completion = Task.Run(() => _run(next, job));
                    _running.Add(job);
                }

                running = [.. _running];
                idle = running.Length == 0 && _waiting.Count == 0 && !IsStopped;
            }

            if (idle)
            {
                return last;
            }

            await ((Task)Task.WhenAny([changed, .. running.Select(job => job.Completion)])).WaitAsync(Job.Cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (changed.IsCompleted)
            {
                Interlocked.Exchange(ref _changed, new(TaskCreationOptions.RunContinuationsAsynchronously));
            }

            foreach (Job job in running.Where(job => job.Completion.IsCompleted))
            {
                lock (_lock)
                {
                    _running.Remove(job);
                }

                _table.Remove(job);
                last = job.Completion.IsCompletedSuccessfully ? await job.Completion.ConfigureAwait(false) : 1;
            }
        }

        return 1;
    }

    private void Wake() => _changed.TrySetResult();

    private List<QueuedCommand> Select(string? which)
    {
        if (which is null)
        {
            return _waiting.Count == 0 ? [] : [_waiting[^1]];
        }

        return int.TryParse(which, out int number)
            ? number >= 1 && number <= _waiting.Count ? [_waiting[number - 1]] : []
            : [.. _waiting.Where(command => Globbing.GlobPattern.Matches(which, command.Source))];
    }
}

/// <summary>A command that waits for its turn.</summary>
/// <param name="Source">What is run.</param>
/// <param name="Place">Where.</param>
internal sealed record QueuedCommand(string Source, Place Place)
{
    /// <summary>The command without its passwords.</summary>
    public string Shown { get; } = SecretMask.Line(Source);
}
