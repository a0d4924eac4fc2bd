using System.CommandLine;
using Sealane.Client;
using Sealane.Shell.OneShots.Events;

namespace Sealane.Shell.OneShots.Verbs;

/// <summary><c>ftps cat URL…</c>: files to standard output, exactly their bytes.</summary>
internal static class CatVerb
{
    private static readonly Argument<string[]> s_urls = new("URL") { Description = "ftp://[USER@]HOST/PATH", Arity = ArgumentArity.OneOrMore };
    private static readonly Option<string?> s_range = new("--range") { Description = "Only these bytes of each: 0-99, 100-, -100.", HelpName = "A-B" };

    public static Frame Build() => new Frame("cat", "write files to standard output; --json goes to standard error") { OutputIsContent = _ => true }
        .With(s_urls, s_range);

    public static Task<int> RunAsync(string[] words) => Build().RunAsync(words, CatAsync);

    private static async Task CatAsync(Run run)
    {
        RemoteUrl[] urls = [.. run.Words.GetValue(s_urls)!.Select(RemoteUrl.Parse)];
        ByteRange? range = run.Words.GetValue(s_range) is { } text ? ByteRange.Parse(text) : null;
        await using Stream output = StandardOutput.Open();

        // One after the other: their order is part of what is asked for.
        await run.ForEachAsync(urls, url => url, parallel: 1, async (connections, url) =>
        {
            // A progress line would be drawn over what the terminal shows of the file.
            IProgress<TransferProgress>? progress = Console.IsOutputRedirected ? run.Report.ProgressOf(url.CleanPath) : null;
            (long bytes, TransferResult result) = await StandardOutput.WriteAsync(connections, url, output, range, progress, run.Cancellation);
            if (run.Report.IsJson)
            {
                run.Report.Done(new FileEvent("download", url.CleanPath) { Local = "-", Bytes = bytes, Seconds = Places.Seconds(result), SessionResumed = result.Resumed });
            }
            else
            {
                run.Report.Count(bytes);
            }
        });
    }
}
