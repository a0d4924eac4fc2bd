using System.CommandLine;
using Sealane.Client;
using Sealane.Client.Mirroring;
using Sealane.Shell.OneShots.Events;

namespace Sealane.Shell.OneShots.Verbs;

/// <summary><c>ftps mirror SRC DST</c>: makes the directory DST like SRC; one of them is a URL.</summary>
internal static class MirrorVerb
{
    private static readonly Argument<string> s_source = new("SRC") { Description = "The directory to copy: a URL, or a local one." };
    private static readonly Argument<string> s_target = new("DST") { Description = "What becomes like it: a local directory, or a URL." };

    public static Frame Build() => new Frame("mirror", "make a directory tree like another, down or up")
        .With([s_source, s_target, .. MirrorArguments.All]);

    public static Task<int> RunAsync(string[] words) => Build().RunAsync(words, MirrorAsync);

    private static async Task MirrorAsync(Run run)
    {
        string source = run.Words.GetValue(s_source)!, target = run.Words.GetValue(s_target)!;
        bool up = RemoteUrl.IsUrl(target);
        if (up == RemoteUrl.IsUrl(source))
        {
            throw new UsageFault(up ? "both are URLs; one of them has to be a local directory" : "neither is a URL; write one of them as ftp://HOST/DIR");
        }

        var url = RemoteUrl.Parse(up ? target : source);
        string local = up ? source : target;
        MirrorOptions options = MirrorArguments.Read(run);
        if (up && !Directory.Exists(local))
        {
            throw new DirectoryNotFoundException($"{local}: there is no such directory");
        }

        await using Connections connections = run.NewConnections();
        FtpsClientOptions login = await connections.OptionsAsync(url, run.Cancellation);
        await using var pool = new FtpsClientPool(login, new FtpsClientPoolOptions
        {
            FixedSessions = MirrorArguments.Sessions(run),
            ConnectAttempts = 1 + (run.Settings.Retries ?? 0),
        });
        await using (PooledClient first = await pool.LendAsync(run.Cancellation))
        {
            Connections.Remark(run.Report, first.Client);
        }

        var news = new MirrorNews(run.Report, up, options.DryRun);
        MirrorReport report = up
            ? await Mirror.UploadAsync(pool, local, url.CleanPath, options, news, run.Cancellation)
            : await Mirror.DownloadAsync(pool, url.CleanPath, local, options, news, run.Cancellation);
        news.Conclude(report, url);
    }
}
