namespace Sealane.Shell.Commands;

/// <summary>kill: ends jobs.</summary>
internal sealed class KillCommand : ShellCommand
{
    public override string Synopsis => "kill all|<job_no>";

    public override string Help => """
        Ends the given jobs, or all of them.
        """;

    public override async Task<int> RunAsync(CommandContext context)
    {
        if (context.Arguments.IsEmpty)
        {
            throw context.Usage("kill <jobno> ... | all");
        }

        if (context.Arguments is ["all"])
        {
            await context.Shell.Jobs.StopAllAsync().ConfigureAwait(false);
            return 0;
        }

        int code = 0;
        foreach (string word in context.Arguments)
        {
            if (JobNumber.Find(word, context) is not { } job)
            {
                code = 1;
                continue;
            }

            job.IsAwaited = true;
            job.Stop();
            await ((Task)job.Completion).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

            // Whoever watches it may be told a moment later than we are.
            context.Shell.Jobs.Remove(job);
        }

        return code;
    }
}
