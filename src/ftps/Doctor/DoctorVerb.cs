using System.CommandLine;
using Sealane.Shell.OneShots;

namespace Sealane.Shell.Doctor;

/// <summary><c>ftps doctor HOST[:PORT]</c>: goes the whole way to a server step by step, and says of each step what it found and what to do about it.</summary>
internal static class DoctorVerb
{
    private static readonly Argument<string> s_host = new("HOST[:PORT]") { Description = "The server, or a URL; 21 if no port is given." };
    private static readonly Option<bool> s_upload = new("--upload") { Description = "Also upload three small files (.ftps-doctor-…), fetch them back and delete them." };

    public static Frame Build() => Build(null);

    public static Task<int> RunAsync(string[] words)
    {
        // Each step has a short deadline of its own, so there is neither a question of trust nor a second attempt.
        int exit = ExitCode.Ok;
        return Build(() => exit).RunAsync(words, async run =>
        {
            var server = RemoteUrl.ParseServer(run.Words.GetValue(s_host)!);
            var examination = new Examination(run, server, run.Words.GetValue(s_upload), run.Report.IsJson ? null : new CheckScreen(server.ToString().TrimEnd('/')));
            exit = await examination.RunAsync();
        });
    }

    private static Frame Build(Func<int>? exit) =>
        new Frame("doctor", "find out what is wrong with a server, or with the way to it", transfers: false) { ExitFrom = exit }.With(s_host, s_upload);
}
