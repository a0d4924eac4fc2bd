namespace Sealane.Shell.Jobs;

/// <summary>The jobs that have numbers.</summary>
internal sealed class JobTable
{
    private const int MostEnded = 100;

    private readonly Lock _lock = new();
    private readonly List<Job> _jobs = [];
    private readonly Queue<string> _done = [];

    // So that "command & wait" has the command's exit code even if it is quicker than the shell. Jobs that somebody killed or waited for are not among them.
    private readonly List<Job> _ended = [];

    /// <summary>Called when the last job of the background has ended.</summary>
    public Action? AllDone { get; set; }

    /// <summary>Gives a job a number, and keeps it until its command is done.</summary>
    public void Add(Job job)
    {
        lock (_lock)
        {
            if (job.Number >= 0)
            {
                return;
            }

            job.Number = _jobs.Concat(_ended).Select(other => other.Number).DefaultIfEmpty(-1).Max() + 1;
            _jobs.Add(job);
        }
    }

    /// <summary>Follows a job until it is done.</summary>
    public void Watch(Job job) =>
        _ = job.Completion.ContinueWith(_ => Remove(job), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    public Job? Find(int number)
    {
        lock (_lock)
        {
            return _jobs.Find(job => job.Number == number);
        }
    }

    /// <summary>
    /// Takes out a job of the background that has ended unnoticed, for whoever wants to wait for it; null when there is none. At a prompt they are forgotten once their end has been shown;
    /// a script can wait for its last ones at any time.
    /// </summary>
    /// <param name="number">Its number; null for the newest.</param>
    public Job? TakeEnded(int? number)
    {
        lock (_lock)
        {
            Job? job = _ended.FindLast(each => number is null || each.Number == number);
            if (job is not null)
            {
                _ended.Remove(job);
            }

            return job;
        }
    }

    /// <summary>The jobs of a parent (null: those of none), the newest first.</summary>
    public IReadOnlyList<Job> Of(Job? parent)
    {
        lock (_lock)
        {
            return [.. _jobs.Where(job => job.Parent == parent).OrderByDescending(job => job.Number)];
        }
    }

    /// <summary>All of them, the newest first.</summary>
    public IReadOnlyList<Job> All()
    {
        lock (_lock)
        {
            return [.. _jobs.OrderByDescending(job => job.Number)];
        }
    }

    /// <summary>Ends them all, and says when they have.</summary>
    public async Task StopAllAsync()
    {
        IReadOnlyList<Job> all = All();
        foreach (Job job in all)
        {
            job.IsAwaited = true;
            job.Stop();
        }

        await ((Task)Task.WhenAll(all.Select(job => job.Completion))).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (Job job in all)
        {
            Remove(job);
        }
    }

    /// <summary>Lines about jobs that ended since the last call, as an interactive shell shows them.</summary>
    public IReadOnlyList<string> TakeDone()
    {
        lock (_lock)
        {
            string[] lines = [.. _done];
            _done.Clear();
            _ended.Clear();
            return lines;
        }
    }

    /// <summary>Takes a job out that is done.</summary>
    public void Remove(Job job)
    {
        bool last;
        lock (_lock)
        {
            if (!_jobs.Remove(job))
            {
                return;
            }

            if (!job.IsAwaited && job.Parent is null)
            {
                _done.Enqueue($"[{job.Number}] Done ({job.Text})");
                foreach (string line in job.TakeOutcomes())
                {
                    _done.Enqueue("\t" + line);
                }

                if (!job.IsStopped)
                {
                    _ended.Add(job);
                    if (_ended.Count > MostEnded)
                    {
                        _ended.RemoveAt(0);
                    }
                }
            }

            last = _jobs.Count == 0;
        }

        if (last)
        {
            AllDone?.Invoke();
        }
    }
}
