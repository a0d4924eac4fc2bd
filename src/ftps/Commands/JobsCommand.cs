using Sealane.Shell.Jobs;

namespace Sealane.Shell.Commands;

/// <summary>jobs: what runs.</summary>
internal sealed class JobsCommand : ShellCommand
{
    public override string Synopsis => "jobs [-v] [-r] [<job_no...>]";

    public override string Help => """
        Lists running jobs, or those with the given numbers. -r leaves out what runs below them; -v is accepted.
        """;

    public override OptionSpec[] Options => [new("v", 'v'), new("r", 'r')];

    public override Task<int> RunAsync(CommandContext context)
    {
        ParsedArguments arguments = context.Parse();
        bool recursive = !arguments.Has("r");
        int code = 0;
        foreach (string word in arguments.Operands)
        {
            if (JobNumber.Find(word, context) is { } job)
            {
                JobListing.Write(context.Output, context.Shell.Jobs, job, recursive);
            }
            else
            {
                code = 1;
            }
        }

        if (arguments.Operands.Count == 0)
        {
            foreach (Job job in context.Shell.Jobs.Of(null))
            {
                JobListing.Write(context.Output, context.Shell.Jobs, job, recursive);
            }
        }

        return Task.FromResult(code);
    }
}
