using System.CommandLine;
using Sealane.Client.Trust;
using Sealane.Shell.OneShots.Events;

namespace Sealane.Shell.OneShots.Verbs;

/// <summary><c>ftps trust list</c>.</summary>
internal static class TrustListVerb
{
    private static readonly Argument<string?> s_host = new("HOST[:PORT]") { Description = "Only this one.", Arity = ArgumentArity.ZeroOrOne };

    public static Frame Build() => new Frame("trust list", "show the servers that you have vouched for", connects: false).With(s_host);

    public static Task<int> RunAsync(string[] words) => Build().RunAsync(words, run =>
    {
        var file = new KnownServers(KnownServers.UserPath);
        RemoteUrl? only = run.Words.GetValue(s_host) is { } word ? RemoteUrl.ParseServer(word) : null;
        KnownServer[] found = [.. file.List().Where(server => only is null || (server.Host == KnownHost.Normalize(only.Host) && (only.Port == 0 || only.Port == server.Port)))];
        foreach (KnownServer server in found)
        {
            run.Report.Tell(new ServerEvent(server.Host, server.Port, [.. server.Pins.Select(pin => pin.ToString())]) { Comment = server.Comment.Length > 0 ? server.Comment : null });
            run.Report.Count();
        }

        return only is null || found.Length > 0 ? Task.CompletedTask : throw new FileNotFoundException($"{only.Address} is not in {file.Path}");
    });
}
