using System.CommandLine;
using Sealane.Client;
using Sealane.Shell.OneShots.Events;

namespace Sealane.Shell.OneShots.Verbs;

/// <summary><c>ftps rm URL…</c>: deletes files, and directories with <c>-r</c>.</summary>
internal static class RmVerb
{
    private static readonly Argument<string[]> s_urls = new("URL") { Description = "ftp://[USER@]HOST/PATH", Arity = ArgumentArity.OneOrMore };
    private static readonly Option<bool> s_recursive = new("--recursive", "-r") { Description = "Directories too, with everything in them. Links are removed, not followed." };
    private static readonly Option<bool> s_force = new("--force", "-f") { Description = "Be content with what is missing." };

    public static Frame Build() => new Frame("rm", "delete files and directories")
        .With(s_urls, s_recursive, s_force);

    public static Task<int> RunAsync(string[] words) => Build().RunAsync(words, RemoveAsync);

    private static async Task RemoveAsync(Run run)
    {
        RemoteUrl[] urls = [.. run.Words.GetValue(s_urls)!.Select(RemoteUrl.Parse)];
        foreach (RemoteUrl url in urls)
        {
            if (url.CleanPath is "" or "/" or "." or ".." || url.CleanPath.EndsWith("/..", StringComparison.Ordinal))
            {
                throw new UsageFault($"{url} would delete everything there is, or something that it does not name; name what is in it");
            }
        }

        await run.ForEachAsync(urls, url => url, parallel: 1, async (connections, url) =>
        {
            FileEvent? done = await connections.UseAsync(url, (client, attempt) => RemoveAsync(run, client, url, attempt), run.Cancellation);
            if (done is not null)
            {
                run.Report.Done(done);
            }
            else
            {
                run.Report.Count();
            }
        });
    }

    // Null when there was nothing to do.
    private static async Task<FileEvent?> RemoveAsync(Run run, FtpsClient client, RemoteUrl url, int attempt)
    {
        string path = url.CleanPath;
        bool recursive = run.Words.GetValue(s_recursive);
        if (recursive && await client.FindAsync(path, run.Cancellation) is { IsDirectory: true })
        {
            await client.RemoveTreeAsync(path, run.Cancellation);
            return new FileEvent("remove_directory", path);
        }

        try
        {
            await client.DeleteAsync(path, run.Cancellation);
            return new FileEvent("remove", path);
        }
        catch (FtpsException e) when (e.Failure is FtpsFailure.NotAvailable or FtpsFailure.Refused)
        {
            RemoteEntry? there = await client.FindAsync(path, run.Cancellation);

            // After a lost connection the first attempt may have done it.
            if (there is null && (run.Words.GetValue(s_force) || attempt > 0))
            {
                return null;
            }

            if (there is { IsDirectory: true } && !recursive)
            {
                throw new FtpsException(FtpsFailure.Refused, $"{path} is a directory; with everything in it: ftps rm -r {url}", e.ConnectionUsable, e.Reply, e);
            }

            throw;
        }
    }
}
