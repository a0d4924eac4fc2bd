using Sealane.Shell.OneShots.Events;

namespace Sealane.Shell.OneShots.Verbs;

/// <summary><c>ftps trust add|list|remove</c>: the servers that the user has vouched for.</summary>
internal static class TrustVerb
{
    public static Task<int> RunAsync(string[] words) => words switch
    {
        ["add", ..] => TrustAddVerb.RunAsync(words[1..]),
        ["list", ..] => TrustListVerb.RunAsync(words[1..]),
        ["remove", ..] => TrustRemoveVerb.RunAsync(words[1..]),
        ["--help" or "-h" or "-?", ..] => Task.FromResult(Help()),
        _ => Task.FromResult(Misused(words)),
    };

    private static int Help()
    {
        Console.Out.WriteLine("""
            ftps trust: the servers that you have vouched for

              ftps trust add HOST[:PORT]       look at a server's certificate and decide
              ftps trust list [HOST[:PORT]]    what is noted
              ftps trust remove HOST[:PORT]    forget it

            Each has --help. A server whose certificate is issued by an authority that this machine trusts needs none of this.
            """);
        return ExitCode.Ok;
    }

    private static int Misused(string[] words)
    {
        Report report = words.Contains("--json") ? new JsonReport("trust", Console.OpenStandardOutput()) : new ScreenReport("trust", isQuiet: false);
        report.Fail(new UsageFault($"{(words.Length == 0 ? "name what to do" : $"'{RemoteUrl.Masked(words[0])}' is nothing it can do")}: add, list or remove; see: ftps trust --help"));
        return report.Finish(ExitCode.Usage);
    }
}
