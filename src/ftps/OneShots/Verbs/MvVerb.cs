using System.CommandLine;
using Sealane.Client;
using Sealane.Shell.OneShots.Events;

namespace Sealane.Shell.OneShots.Verbs;

/// <summary><c>ftps mv URL PATH</c>: renames or moves on one server.</summary>
internal static class MvVerb
{
    private static readonly Argument<string> s_from = new("URL") { Description = "ftp://[USER@]HOST/PATH" };
    private static readonly Argument<string> s_to = new("PATH") { Description = "The new path on the same server: from where the login begins, or absolute; or its URL." };

    public static Frame Build() => new Frame("mv", "rename or move a file or directory on its server").With(s_from, s_to);

    public static Task<int> RunAsync(string[] words) => Build().RunAsync(words, run =>
    {
        var from = RemoteUrl.Parse(run.Words.GetValue(s_from)!);
        string word = run.Words.GetValue(s_to)!;
        string to = RemoteUrl.IsUrl(word) ? OnSameServer(from, RemoteUrl.Parse(word)) : word;
        return to.Length == 0 || from.CleanPath.Length == 0 || to.AsSpan().ContainsAny('\r', '\n', '\0')
            ? throw new UsageFault("both names are needed: ftps mv ftp://HOST/OLD NEW")
            : run.ForEachAsync([from], url => url, parallel: 1, async (connections, url) =>
            {
                string target = await connections.UseAsync(url, (client, attempt) => MoveAsync(run, client, url.CleanPath, to, attempt), run.Cancellation);
                run.Report.Done(new FileEvent("rename", url.CleanPath) { Target = target });
            });
    });

    private static string OnSameServer(RemoteUrl from, RemoteUrl to) =>
        to.Host.Equals(from.Host, StringComparison.OrdinalIgnoreCase) && to.EffectivePort == from.EffectivePort && (to.User is null || to.User == from.User)
            ? to.Path
            : throw new UsageFault("FTP moves files on one server only; between two: ftps get, then ftps put");

    private static async Task<string> MoveAsync(Run run, FtpsClient client, string from, string to, int attempt)
    {
        string target = to.EndsWith('/') || await client.FindAsync(to, run.Cancellation) is { IsDirectory: true } ? Places.Join(to, Places.NameOf(from)) : to;
        try
        {
            await client.RenameAsync(from, target, run.Cancellation);
        }
        catch (FtpsException e) when (attempt > 0 && e.Failure == FtpsFailure.NotAvailable)
        {
            // The attempt before lost its connection, perhaps behind the rename.
            if (await client.FindAsync(from, run.Cancellation) is not null || await client.FindAsync(target, run.Cancellation) is null)
            {
                throw;
            }
        }

        return target;
    }
}
