using System.CommandLine;
using Sealane.Client.Trust;
using Sealane.Shell.OneShots.Events;

namespace Sealane.Shell.OneShots.Verbs;

/// <summary><c>ftps trust remove</c>.</summary>
internal static class TrustRemoveVerb
{
    private static readonly Argument<string[]> s_hosts = new("HOST[:PORT]") { Description = "The server; without a port, at every port.", Arity = ArgumentArity.OneOrMore };

    public static Frame Build() => new Frame("trust remove", "forget servers that you have vouched for", connects: false).With(s_hosts);

    public static Task<int> RunAsync(string[] words) => Build().RunAsync(words, async run =>
    {
        var file = new KnownServers(KnownServers.UserPath);
        foreach (RemoteUrl server in run.Words.GetValue(s_hosts)!.Select(RemoteUrl.ParseServer))
        {
            int removed = await file.RemoveAsync(server.Host, server.Port == 0 ? null : server.Port, run.Cancellation);
            if (removed == 0)
            {
                run.Report.Fail(new FileNotFoundException($"{server.Address} is not in {file.Path}"));
            }
            else
            {
                run.Report.Done(new FileEvent("forget", server.Address));
            }
        }
    });
}
