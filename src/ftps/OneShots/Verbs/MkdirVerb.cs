using System.CommandLine;
using Sealane.Shell.OneShots.Events;

namespace Sealane.Shell.OneShots.Verbs;

/// <summary><c>ftps mkdir URL…</c>: makes directories.</summary>
internal static class MkdirVerb
{
    private static readonly Argument<string[]> s_urls = new("URL") { Description = "ftp://[USER@]HOST/DIR", Arity = ArgumentArity.OneOrMore };
    private static readonly Option<bool> s_parents = new("--parents", "-p") { Description = "Make missing ones above as well, and be content with one that exists." };

    public static Frame Build() => new Frame("mkdir", "make directories").With(s_urls, s_parents);

    public static Task<int> RunAsync(string[] words) => Build().RunAsync(words, run =>
    {
        RemoteUrl[] urls = [.. run.Words.GetValue(s_urls)!.Select(RemoteUrl.Parse)];
        return run.ForEachAsync(urls, url => url, parallel: 1, async (connections, url) =>
        {
            await connections.UseAsync(url, (client, _) => client.CreateDirectoryAsync(url.CleanPath, run.Words.GetValue(s_parents), run.Cancellation), run.Cancellation);
            run.Report.Done(new FileEvent("make_directory", url.CleanPath));
        });
    });
}
