using System.Diagnostics;
using Sealane.Client;
using Sealane.Shell.Jobs;
using Sealane.Shell.Remote;
using Sealane.Shell.Screen;
using Sealane.Shell.Transfers;

namespace Sealane.Shell.Commands;

/// <summary>cat, more and their relatives: files on the screen.</summary>
/// <param name="filter">A program that each file goes through; null for none.</param>
/// <param name="isPaged">Whether all of it goes through a pager.</param>
internal sealed class CatCommand(string? filter = null, bool isPaged = false) : ShellCommand
{
    private string Called => (filter, isPaged) switch
    {
        (null, false) => "cat",
        (null, true) => "more",
        ("zcat", _) => isPaged ? "zmore" : "zcat",
        _ => isPaged ? "bzmore" : "bzcat",
    };

    public override string Synopsis => isPaged ? $"{Called} <files>" : $"{Called} [-b] <files>";

    public override string Help => (filter is null ? "Shows files" : $"Shows files, each through the program {filter}") + (isPaged ? ", through the pager of PAGER, or more.\n" : ".\n")
        + (filter is null ? " -a  text: line ends are converted (the default)   -b  bytes as they are" : " -a, -b  change nothing here: bytes are never converted");

    public override OptionSpec[] Options => [new("b", 'b'), new("a", 'a')];

    public override async Task<int> RunAsync(CommandContext context)
    {
        ParsedArguments arguments = context.Parse(permute: false);
        if (arguments.Operands.Count == 0)
        {
            throw context.Usage($"{context.Name} [OPTS] files...");
        }

        bool ascii = filter is null && (!arguments.Has("b") || arguments.Has("a"));
        if (!isPaged || context.Streams.IsRedirected || Console.IsOutputRedirected)
        {
            return await ShowAsync(arguments, context, ascii, context.OutputBytes).ConfigureAwait(false);
        }

        string pager = Environment.GetEnvironmentVariable("PAGER") is { Length: > 0 } own ? own : "more";
        using IDisposable pause = context.Shell.Screen.HandOver();
        using Process process = LocalShell.StartFilter(pager, context.Place);
        try
        {
            return await ShowAsync(arguments, context, ascii, process.StandardInput.BaseStream).ConfigureAwait(false);
        }
        finally
        {
            await ProgramInput.EndAsync(process).ConfigureAwait(false);
        }
    }

    private async Task<int> ShowAsync(ParsedArguments arguments, CommandContext context, bool ascii, Stream output)
    {
        int code = 0;
        int done = 0;
        long bytes = 0;
        long start = Environment.TickCount64;
        foreach (string word in arguments.Operands)
        {
            FilePlace place = FilePlace.Remote(context, word);
            var running = new RunningCopy(place.Name, new Job(context.Job.Text, context.Job), context);
            context.Job.Status = () => [running.Line(ScreenOutput.Width())];
            try
            {
                code = Math.Max(code, filter is null
                    ? await CopyAsync(place, context, running, ascii, output).ConfigureAwait(false)
                    : await ProgramInput.FilterAsync(filter, context.Place, output, input => CopyAsync(place, context, running, ascii, input), context.Cancellation).ConfigureAwait(false));
                done++;
            }
            catch (CommandException e)
            {
                code = 1;
                await output.FlushAsync(context.Cancellation).ConfigureAwait(false);
                context.Error.Write(TransferBatch.Message(context.Name, word, e.Message));
            }
            finally
            {
                context.Job.Status = null;
                bytes += running.Moved;
            }
        }

        await output.FlushAsync(context.Cancellation).ConfigureAwait(false);
        if (context.IsInteractive && !isPaged)
        {
            // To the person, wherever the contents went.
            foreach (string line in TransferReport.Lines(bytes, TimeSpan.FromMilliseconds(Environment.TickCount64 - start), done, arguments.Operands.Count - done))
            {
                context.Shell.Screen.Output.Write(line + "\n");
            }
        }

        return code;
    }

    private static async Task<int> CopyAsync(FilePlace place, CommandContext context, RunningCopy running, bool ascii, Stream output)
    {
        var sink = new OutputSink(output);
        try
        {
            if (place.IsLocal)
            {
                FileStream file = File.OpenRead(place.Path);
                await using (file.ConfigureAwait(false))
                {
                    await file.CopyToAsync(sink, context.Cancellation).ConfigureAwait(false);
                }

                return 0;
            }

            await new SiteFiles(context).RunAsync(place, running.Slot, (client, path, cancellation) =>
            {
                // Text cannot be gone on with in its middle: what was shown is counted and left out.
                sink.Begin(skips: ascii);
                running.Begin(ascii ? 0 : sink.Written);
                return client.DownloadAsync(path, sink, new TransferOptions { Ascii = ascii, Offset = ascii ? 0 : sink.Written, Progress = running }, cancellation);
            }).ConfigureAwait(false);
            return 0;
        }
        catch (FtpsException) when (sink.IsClosed)
        {
            // Whoever reads has seen enough: a pager that was left, head.
            return 0;
        }
        catch (FtpsException e)
        {
            throw new CommandException(RemoteFault.Text(e, place.Path), e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return sink.IsClosed ? 0 : throw new CommandException($"{place.Path}: {LocalFault.Of(e)}", e);
        }
    }
}
