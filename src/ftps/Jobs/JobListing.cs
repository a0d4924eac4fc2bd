namespace Sealane.Shell.Jobs;

/// <summary>Jobs as <c>jobs</c> lists them, with what they are doing and what they wait for.</summary>
internal static class JobListing
{
    /// <summary>One job and, unless told otherwise, those below it.</summary>
    public static void Write(TextWriter to, JobTable table, Job job, bool recursive = true, string indent = "")
    {
        to.Write($"{indent}[{job.Number}] {job.Text} \n");
        WriteStatus(to, job);
        if (!recursive)
        {
            return;
        }

        foreach (Job child in table.Of(job))
        {
            Write(to, table, child, true, indent + " ");
        }
    }

    /// <summary>The line that an interactive shell shows when a job goes to the background.</summary>
    public static void WriteStarted(TextWriter to, Job job)
    {
        to.Write($"[{job.Number}] {job.Text} &\n");
        WriteStatus(to, job);
    }

    private static void WriteStatus(TextWriter to, Job job)
    {
        foreach (string line in job.Status?.Invoke() ?? [])
        {
            to.Write($"\t{line}\n");
        }
    }
}
