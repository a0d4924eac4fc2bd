namespace Sealane.Client.Mirroring;

/// <summary>
/// What is left to do: directories to compare and files to move. Takers wait while nothing is there but others still work, whose work may bring more.
/// Comparing goes ahead of moving only so far that nobody runs dry: a tree of any size needs little memory. With one directory at a time nobody works on
/// another before everything that is known of this one is done.
/// </summary>
internal sealed class WorkQueue(bool depthFirst, bool oneDirectory = false)
{
    private const int EnoughFiles = 512;

    private readonly Lock _gate = new();
    private readonly Stack<DirectoryJob> _directories = new();
    private readonly Queue<FileJob> _files = new();
    private readonly List<TaskCompletionSource> _waiting = [];
    private int _running;
    private string _directory = "";
    private bool _holdsFiles;
    private bool _stopped;

    /// <summary>True while files only pile up.</summary>
    internal bool HoldsFiles
    {
        get
        {
            lock (_gate)
            {
                return _holdsFiles;
            }
        }

        set
        {
            lock (_gate)
            {
                _holdsFiles = value;
                Wake();
            }
        }
    }

    /// <summary>True when a file can be taken at once.</summary>
    internal bool HasFile
    {
        get
        {
            lock (_gate)
            {
                return FileIsNext && !_stopped && (!oneDirectory || IsHere(_files.Peek()));
            }
        }
    }

    /// <summary>How much can be taken at once.</summary>
    internal int Pending
    {
        get
        {
            lock (_gate)
            {
                return _stopped ? 0 : (oneDirectory ? Math.Min(_directories.Count, _running == 0 ? 1 : 0) : _directories.Count) + (_holdsFiles ? 0 : _files.Count);
            }
        }
    }

    internal void Add(IEnumerable<DirectoryJob> directories, IEnumerable<FileJob> files)
    {
        lock (_gate)
        {
            foreach (DirectoryJob directory in directories.Reverse())
            {
                _directories.Push(directory);
            }

            foreach (FileJob file in files)
            {
                _files.Enqueue(file);
            }

            Wake();
        }
    }

    /// <summary>The next piece of work; null when everything is done. Call <see cref="Done"/> afterwards.</summary>
    internal async ValueTask<MirrorJob?> TakeAsync(CancellationToken cancellation)
    {
        while (true)
        {
            TaskCompletionSource more;
            lock (_gate)
            {
                if (_stopped)
                {
                    return null;
                }

                if (Next() is { } job)
                {
                    _running++;
                    return job;
                }

                if (_running == 0)
                {
                    return null;
                }

                more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _waiting.Add(more);
            }

            await more.Task.WaitAsync(cancellation).ConfigureAwait(false);
        }
    }

    private bool FileIsNext => _files.Count > 0 && !_holdsFiles;

    private bool IsHere(FileJob file) => MirrorContext.ParentOf(file.Path) == _directory;

    private MirrorJob? Next()
    {
        bool free = !oneDirectory || _running == 0;
        if (_directories.Count > 0 && free && (!FileIsNext || depthFirst || (!oneDirectory && _files.Count < EnoughFiles)))
        {
            DirectoryJob directory = _directories.Pop();
            _directory = directory.Path;
            return directory;
        }

        if (!FileIsNext || !(free || IsHere(_files.Peek())))
        {
            return null;
        }

        FileJob file = _files.Dequeue();
        _directory = oneDirectory ? MirrorContext.ParentOf(file.Path) : _directory;
        return file;
    }

    internal void Done()
    {
        lock (_gate)
        {
            if (--_running == 0)
            {
                Wake();
            }
        }
    }

    /// <summary>Nothing more is given out.</summary>
    internal void Stop()
    {
        lock (_gate)
        {
            _stopped = true;
            Wake();
        }
    }

    private void Wake()
    {
        foreach (TaskCompletionSource one in _waiting)
        {
            one.SetResult();
        }

        _waiting.Clear();
    }
}

/// <summary>A piece of work.</summary>
internal abstract record MirrorJob(string Path, string TargetPath);

/// <summary>A directory to compare.</summary>
/// <param name="Path">At the source, relative to the top.</param>
/// <param name="TargetPath">At the target, relative to the top.</param>
/// <param name="Source">As listed; null for the top.</param>
/// <param name="TargetExists">False when the target has nothing there yet: it need not be listed.</param>
internal sealed record DirectoryJob(string Path, string TargetPath, MirrorEntry? Source, bool TargetExists) : MirrorJob(Path, TargetPath);

/// <summary>A file to move.</summary>
/// <param name="Path">At the source, relative to the top.</param>
/// <param name="TargetPath">At the target, relative to the top.</param>
/// <param name="Plan">What was decided.</param>
internal sealed record FileJob(string Path, string TargetPath, PlannedFile Plan) : MirrorJob(Path, TargetPath);
