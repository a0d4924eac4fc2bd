using System.Diagnostics;
using Sealane.Shell.Commands;
using Sealane.Shell.Jobs;
using Sealane.Shell.Screen;

namespace Sealane.Shell.Transfers;

/// <summary>The files of one command: so many at once, a status line for each, a message for what failed, a sentence at the end.</summary>
/// <param name="context">The command.</param>
/// <param name="options">What its options ask for.</param>
internal sealed class TransferBatch(CommandContext context, CopyOptions options)
{
    private readonly Lock _lock = new();
    private readonly List<RunningCopy> _running = [];
    private long _bytes;
    private int _done;
    private int _failed;
    private int _next = -1;
    private bool _diskIsFull;

    /// <summary>Copies all.</summary>
    /// <returns>The command's exit code: 1 if any failed.</returns>
    public async Task<int> RunAsync(IReadOnlyList<CopyTask> tasks)
    {
        long start = Stopwatch.GetTimestamp();
        context.Job.Status = Status;
        try
        {
            Task[] workers = [.. Enumerable.Range(0, Math.Min(options.Parallel, tasks.Count)).Select(_ => WorkAsync(tasks))];
            await Task.WhenAll(workers).ConfigureAwait(false);
        }
        finally
        {
            context.Job.Status = null;
            Report(Stopwatch.GetElapsedTime(start));
        }

        return _failed > 0 ? 1 : 0;
    }

    /// <summary>Says what was transferred, to a person or who asked for words.</summary>
    public static void Report(CommandContext context, long bytes, TimeSpan time, int done, int failed)
    {
        foreach (string line in context.IsInteractive || context.Settings.Flag("cmd:verbose") ? TransferReport.Lines(bytes, time, done, failed) : [])
        {
            if (context.IsInteractive)
            {
                context.Tell(line);
            }
            else
            {
                context.WriteLine(line);
            }
        }
    }

    /// <summary>A message about a file: the command, the file unless the message has it, the message.</summary>
    public static string Message(string command, string file, string text) => text.Contains(file, StringComparison.Ordinal) ? $"{command}: {text}\n" : $"{command}: {file}: {text}\n";

    private async Task WorkAsync(IReadOnlyList<CopyTask> tasks)
    {
        var slot = new Job(context.Job.Text, context.Job);
        while (!_diskIsFull && Interlocked.Increment(ref _next) is var index && index < tasks.Count)
        {
            await CopyAsync(tasks[index], slot).ConfigureAwait(false);
        }
    }

    private async Task CopyAsync(CopyTask task, Job slot)
    {
        var running = new RunningCopy(task.Source.Name, slot, context);
        lock (_lock)
        {
            _running.Add(running);
        }

        bool failed = false;
        try
        {
            await FileCopy.Of(context, options, task, running).RunAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.Cancellation.IsCancellationRequested)
        {
            failed = true;
            throw;
        }
        catch (CommandException e)
        {
            failed = true;
            _diskIsFull |= e.InnerException is IOException { HResult: 28 } && context.Settings.Flag("xfer:disk-full-fatal");
            context.Error.Write(Message(context.Name, task.Source.Shown, e.Message));
        }
        finally
        {
            lock (_lock)
            {
                _ = _running.Remove(running);
                _bytes += running.Moved;
                _done += failed ? 0 : 1;
                _failed += failed ? 1 : 0;
            }
        }
    }

    private void Report(TimeSpan time)
    {
        if (!options.Quiet && !context.Cancellation.IsCancellationRequested)
        {
            Report(context, _bytes, time, _done, _failed);
        }
    }

    private List<string> Status()
    {
        int width = ScreenOutput.Width();
        lock (_lock)
        {
            List<string> lines = [.. _running.Select(one => one.Line(width))];
            if (lines.Count > 1)
            {
                double rate = _running.Sum(one => one.Rate);
                lines.Add($"Total: {Amount.Count(_bytes + _running.Sum(one => one.Moved), "byte", "bytes")}, {Amount.Count(_done, "file", "files")} done{(Amount.TerseRate(rate) is { Length: > 0 } shown ? $", {shown}" : "")}");
            }

            return lines;
        }
    }
}
