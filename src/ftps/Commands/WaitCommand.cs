using Sealane.Shell.Jobs;

namespace Sealane.Shell.Commands;

/// <summary>wait: brings a job to the foreground.</summary>
internal sealed class WaitCommand : ShellCommand
{
    public override string Synopsis => "wait [<jobno>|all]";

    public override string Help => """
        Waits for the given job (without a number: the last one), or for all of them. The exit code is the job's.
        """;

    public override async Task<int> RunAsync(CommandContext context)
    {
        if (context.Arguments.Length > 1)
        {
            throw context.Usage("wait [<jobno>]");
        }

        if (context.Arguments is ["all"])
        {
            int last = 0;
            foreach (Job each in context.Shell.Jobs.Of(null).Where(each => each != Outermost(context.Job)))
            {
                last = await WaitForAsync(each, context).ConfigureAwait(false);
            }

            return last;
        }

        Job? job;
        if (context.Arguments.IsEmpty)
        {
            job = context.Shell.Jobs.Of(null).FirstOrDefault(each => each != Outermost(context.Job)) ?? context.Shell.Jobs.TakeEnded(null) ?? throw new CommandException("no current job");
            context.WriteLine($"wait {job.Number}");
        }
        else
        {
            int number = JobNumber.Parse(context.Arguments[0]);
            if ((job = context.Shell.Jobs.TakeEnded(number) ?? JobNumber.Find(number, context)) is null)
            {
                return 1;
            }
        }

        if (job == context.Job || job == Outermost(context.Job))
        {
            throw new CommandException($"{job.Number} - a job cannot wait for itself");
        }

        return await WaitForAsync(job, context).ConfigureAwait(false);
    }

    private static Job Outermost(Job job)
    {
        while (job.Parent is { } parent)
        {
            job = parent;
        }

        return job;
    }

    // Ctrl-C at the prompt ends the job that is waited for, as if it had been in the foreground all the time.
    private static async Task<int> WaitForAsync(Job job, CommandContext context)
    {
        bool before = job.IsAwaited;
        job.IsAwaited = true;
        context.Job.Status = () => job.Status?.Invoke() ?? [];
        using CancellationTokenRegistration stop = context.Cancellation.Register(() =>
        {
            if (context.IsForeground)
            {
                job.Stop();
            }
        });
        Task done = await Task.WhenAny(job.Completion, context.Job.Detached).ConfigureAwait(false);
        job.IsAwaited = before || done == job.Completion;
        foreach (string line in done == job.Completion ? job.TakeOutcomes() : [])
        {
            context.WriteLine(line);
        }

        return done == job.Completion ? await job.Completion.ConfigureAwait(false) : 0;
    }
}
