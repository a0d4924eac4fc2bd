using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Sealane.ClientInterop.Tests.Logs;

/// <summary>A log that a server is writing.</summary>
internal static partial class LogFile
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    /// <summary>The lines, once one of them matches: nothing else tells that a server has written what it was going to.</summary>
    public static async Task<string[]> UntilAsync(string path, string pattern)
    {
        for (long start = Stopwatch.GetTimestamp(); ; await Task.Delay(20, TestContext.Current.CancellationToken))
        {
            string[] lines = File.Exists(path) ? await File.ReadAllLinesAsync(path, TestContext.Current.CancellationToken) : [];
            if (lines.Any(line => Regex.IsMatch(line, pattern)))
            {
                return lines;
            }

            Assert.True(Stopwatch.GetElapsedTime(start) < s_patience, $"no line like {pattern} in {path}\n{string.Join('\n', lines)}");
        }
    }

    /// <summary>A line of vsftpd's form without what differs from run to run: time, process, speed.</summary>
    public static string Comparable(string line)
    {
        Match match = VsftpdForm().Match(line);
        Assert.True(match.Success, $"not a line of vsftpd's form: {line}");
        return Regex.Replace(match.Groups[1].Value, @"\d+\.\d\dKbyte/sec$", "N.NNKbyte/sec");
    }

    [GeneratedRegex(@"^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4} \[pid \d+\] (.*)$")]
    private static partial Regex VsftpdForm();
}
