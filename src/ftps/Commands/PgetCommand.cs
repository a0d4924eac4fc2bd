using System.Diagnostics;
using System.Globalization;
using Sealane.Client;
using Sealane.Shell.Jobs;
using Sealane.Shell.Remote;
using Sealane.Shell.Screen;
using Sealane.Shell.Transfers;

namespace Sealane.Shell.Commands;

/// <summary>pget: a file over several connections.</summary>
internal sealed class PgetCommand : ShellCommand
{
    public override string Synopsis => "pget [OPTS] <rfile> [-o <lfile>]";

    public override string Help => """
        Fetches files, each over several connections at once.
         -c          goes on with an interrupted pget, by FILE.lftp-pget-status
         -n <n>      so many connections (pget:default-n)
         -O <base>   directory for the copies
         --priority-ends  accepted; all parts are begun at once here
        """;

    public override OptionSpec[] Options => [new("c", 'c', "continue"), new("n", 'n', null, OptionArgument.Required), new("O", 'O', null, OptionArgument.Required), new("q", 'q', "quiet"), new("ends", '\0', "priority-ends")];

    public override async Task<int> RunAsync(CommandContext context)
    {
        ParsedArguments arguments = context.Parse(permute: false);
        IReadOnlyList<CopyTask> tasks = GetCommand.Tasks(arguments, context, uploads: false);
        int connections = arguments.Value("n") is { } text ? CopyOptions.Count(text, "-n") : (int)Math.Clamp(context.Settings.Number("pget:default-n"), 1, 100);
        long start = Stopwatch.GetTimestamp(), bytes = 0;
        int failed = 0;
        foreach (CopyTask task in tasks)
        {
            try
            {
                bytes += await FetchAsync(context, task, connections, arguments.Has("c")).ConfigureAwait(false);
            }
            catch (CommandException e)
            {
                failed++;
                context.Error.Write(TransferBatch.Message(context.Name, task.Source.Shown, e.Message));
            }
            finally
            {
                context.Job.Status = null;
            }
        }

        if (!arguments.Has("q"))
        {
            TransferBatch.Report(context, bytes, Stopwatch.GetElapsedTime(start), tasks.Count - failed, failed);
        }

        return failed > 0 ? 1 : 0;
    }

    private static async Task<long> FetchAsync(CommandContext context, CopyTask task, int connections, bool continues)
    {
        FilePlace source = task.Source;
        FilePlace place = task.Destination;
        var slot = new Job(context.Job.Text, context.Job);
        var running = new RunningCopy(source.Name, slot, context);
        context.Job.Status = () => [running.Line(ScreenOutput.Width())];
        var journal = new SegmentJournal(place.Path + ".lftp-pget-status");
        RemoteEntry? entry = source.IsLocal || !place.IsLocal ? null : await FindAsync(context, source, slot).ConfigureAwait(false);
        bool goesOnWithWhole = continues && !journal.Exists && File.Exists(place.Path);
        if (goesOnWithWhole || entry is not { IsFile: true, Length: { } size } || !IsWorthDividing(context, size, connections, continues && journal.Exists))
        {
            await FileCopy.Of(context, new CopyOptions { Continue = continues }, task, running).RunAsync().ConfigureAwait(false);
            return running.Moved;
        }

        string part = Begin(place.Path, journal, continues);
        LocalTargetRules rules = LocalTargetRules.Of(context);
        LocalTarget.RequireReplaceable(place.Path, rules);
        var fetch = new SegmentedFetch(context, source, part, journal);
        context.Job.Status = () => Status(fetch, source.Name, size);
        try
        {
            await fetch.RunAsync(size, entry.Modified, connections, continues, slot).ConfigureAwait(false);
        }
        catch (FtpsException e)
        {
            throw new CommandException(RemoteFault.Text(e, source.Path), e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{part}: {LocalFault.Of(e)}", e);
        }

        PartCommit.Run(part, place.Path, entry.Modified, rules);
        await Verification.RunAsync(context, place.Path, slot.Cancellation).ConfigureAwait(false);
        return fetch.Moved;
    }

    private static bool IsWorthDividing(CommandContext context, long size, int connections, bool hasJournal) =>
        hasJournal || (connections > 1 && Segment.Plan(size, connections, context.Settings.Number("pget:min-chunk-size")).Count > 1);

    // lftp's own interrupted downloads lie under the file's name: they are gone on with as well.
    private static string Begin(string path, SegmentJournal journal, bool continues)
    {
        string part = path + ".part";
        if (continues && journal.Exists && !File.Exists(part) && File.Exists(path))
        {
            File.Move(path, part);
        }

        return part;
    }

    private static async Task<RemoteEntry?> FindAsync(CommandContext context, FilePlace source, Job slot)
    {
        try
        {
            return await new SiteFiles(context).RunAsync(source, slot, (client, path, cancellation) => client.FindAsync(path, cancellation)).ConfigureAwait(false);
        }
        catch (FtpsException e)
        {
            throw new CommandException(RemoteFault.Text(e, source.Path), e);
        }
    }

    private static IReadOnlyList<string> Status(SegmentedFetch fetch, string name, long size)
    {
        IReadOnlyList<Segment> segments = fetch.Segments;
        long left = segments.Sum(one => Math.Max(0, one.Limit - one.Position));
        long got = size - left;
        return
        [
            string.Create(CultureInfo.InvariantCulture, $"`{name}', got {got} of {size} ({(size == 0 ? 100 : got * 100 / size)}%)"),
            .. segments.Where(one => !one.IsWhole).Select(one => string.Create(CultureInfo.InvariantCulture, $"  at {one.Position}, {one.Limit - one.Position} to go")),
        ];
    }
}
