using System.Globalization;

namespace Sealane.Server.Logging;

/// <summary>A line of vsftpd's log as syslog(3) would send it: priority, time and name in front, as vsftpd's lines are found in the system's log.</summary>
internal static class SystemLogLine
{
    private const int FacilityFtp = 11 << 3;
    private const int Warning = 4;
    private const int Information = 6;

    // "Sun Nov 22 14:01:01 2026": the system's log has its own time.
    private const int TimeLength = 24;
    private const string Process = " [pid ";

    // Readers cut longer ones (RFC 3164 §4.1); syslogd and journald take this much.
    private const int Longest = 8000;

    /// <param name="line">With time and session in front, as in vsftpd_log_file; a line without them is the server's own.</param>
    /// <param name="now">For a line without time.</param>
    internal static string Of(string line, DateTimeOffset now)
    {
        string process = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        string time = string.Create(CultureInfo.InvariantCulture, $"{now:MMM} {now.Day,2} {now:HH:mm:ss}");
        string text = line;
        if (line.Length > TimeLength && line.AsSpan(TimeLength).StartsWith(Process) && line.IndexOf(']', TimeLength) is > 0 and int end)
        {
            // The session's number stands for the process, as in the file.
            process = line[(TimeLength + Process.Length)..end];
            time = line[4..19];
            text = line[(end + 1)..].TrimStart();
        }

        bool failed = text.Contains("FAIL ", StringComparison.Ordinal) || text[0] == '(';
        text = text.Length > Longest ? text[..Longest] : text;
        return string.Create(CultureInfo.InvariantCulture, $"<{FacilityFtp | (failed ? Warning : Information)}>{time} vsftpd[{process}]: {text}");
    }
}
