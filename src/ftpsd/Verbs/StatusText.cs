using System.Globalization;
using System.Text;
using Sealane.Protocol;
using Sealane.Server.Control;

namespace Sealane.Daemon.Verbs;

/// <summary>A server's status as people read it, on one screen.</summary>
internal static class StatusText
{
    // More than that is what 'ftpsd who' is for.
    private const int MostSessions = 10;

    private const int SoonDays = 14;

    public static void Write(TextWriter output, ServerStatus status, DateTimeOffset now)
    {
        output.WriteLine($"ftpsd {status.Version} is {status.State.ToUpperInvariant()} since {Moment(status.Since)} ({Span(now - status.Since)}), pid {status.Pid}, user {status.User}");
        output.WriteLine($"  configuration  {status.Configuration ?? "none: defaults"}, read {Moment(status.Configured)}");
        output.WriteLine($"  state          {status.StateDirectory}");
        output.WriteLine($"  privileges     {status.Privileges}");
        if (status.NeedRestart.Count > 0)
        {
            output.WriteLine($"  needs restart  {string.Join(", ", status.NeedRestart)}");
        }

        output.WriteLine("\nListening");
        Table(output, [.. status.Listeners.Select(listener => new[] { listener.Protocol, listener.Address, listener.Serves })]);
        output.WriteLine($"  passive ports {status.PassivePorts}, opened when they are needed");
        output.WriteLine("\nCertificates");
        Table(output, [.. status.Certificates.Select(certificate => new[] { Left(certificate), string.Join(", ", certificate.Names.Take(4)), certificate.File })]);
        if (status.Certificates.Count == 0)
        {
            output.WriteLine("  none: passwords and files cross the network readable (ssl_enable=NO)");
        }

        string most = status.MaxClients == 0 ? "" : $" of at most {Number(status.MaxClients)}";
        int transfers = status.Sessions.Count(session => session.Transfer is not null);
        output.WriteLine($"\nSessions: {Number(status.Sessions.Count)}{most}, {Number(transfers)} with a transfer");
        Sessions(output, [.. status.Sessions.OrderByDescending(session => session.Transfer is not null).Take(MostSessions)], now);
        if (status.Sessions.Count > MostSessions)
        {
            output.WriteLine($"  … and {Number(status.Sessions.Count - MostSessions)} more: ftpsd who");
        }

        ServerTotals totals = status.Totals;
        output.WriteLine($"\nSo far: {Number(totals.Connections)} connections ({Number(totals.TurnedAway)} turned away), {Number(totals.Logins)} logins ({Number(totals.RefusedLogins)} refused), "
            + $"{Number(totals.Uploads)} uploads ({Size(totals.BytesReceived)}), {Number(totals.Downloads)} downloads ({Size(totals.BytesSent)}), {Number(totals.FailedTransfers)} transfers failed");
        output.WriteLine(status.LastErrors.Count == 0 ? "\nLast errors: none" : "\nLast errors");
        foreach (ErrorStatus error in status.LastErrors)
        {
            output.WriteLine($"  {Moment(error.Time)} {error.Level} {Number(error.Id)} {error.Text}");
        }
    }

    public static void Sessions(TextWriter output, IReadOnlyList<SessionStatus> sessions, DateTimeOffset now)
    {
        if (sessions.Count > 0)
        {
            Table(output, [["ID", "USER", "FROM", "SINCE", "STATE", "TLS", "TRANSFER"], .. sessions.Select(session => Row(session, now))]);
        }
    }

    private static string[] Row(SessionStatus session, DateTimeOffset now) =>
    [
        Number(session.Id),
        Clean(session.User ?? "-"),
        $"{(session.Address.Contains(':', StringComparison.Ordinal) ? $"[{session.Address}]" : session.Address)}:{session.Port.ToString(CultureInfo.InvariantCulture)}",
        Span(now - session.Since),
        session.State == "idle" ? $"idle {Span(TimeSpan.FromSeconds(session.IdleSeconds))}" : session.State,
        session.Tls?.Split(' ')[0] ?? "none",
        session.Transfer is { } transfer ? $"{transfer.Verb} {Clean(transfer.Path)} {Size(transfer.Bytes)}, {Size(transfer.BytesPerSecond)}/s" : "",
    ];

    private static string Left(CertificateStatus certificate) =>
        (certificate.DaysLeft < 0 ? "EXPIRED" : $"{Number(certificate.DaysLeft)} days left")
        + (certificate.RenewsItself ? ", renews itself" : certificate.DaysLeft < SoonDays ? ": RENEW IT" : "") + $" ({certificate.NotAfter.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)})";

    private static void Table(TextWriter output, string[][] rows)
    {
        for (int i = 0; i < rows.Length; i++)
        {
            output.WriteLine(("  " + string.Join("  ", rows[i].Select((cell, column) => column == rows[i].Length - 1 ? cell : cell.PadRight(rows.Max(row => row[column].Length))))).TrimEnd());
        }
    }

    private static string Clean(string text) => PrintableText.Escape(Encoding.UTF8.GetBytes(text));

    private static string Moment(DateTimeOffset moment) => moment.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Span(TimeSpan span) =>
        span.TotalDays >= 1 ? $"{Number((long)span.TotalDays)} d {Number(span.Hours)} h"
        : span.TotalHours >= 1 ? $"{Number(span.Hours)} h {Number(span.Minutes)} min"
        : span.TotalMinutes >= 1 ? $"{Number(span.Minutes)} min {Number(span.Seconds)} s"
        : $"{Number(Math.Max(0, (long)span.TotalSeconds))} s";

    private static string Size(long bytes)
    {
        string[] units = ["B", "KiB", "MiB", "GiB", "TiB"];
        double size = bytes;
        int unit = 0;
        while (size >= 1024 && unit < units.Length - 1)
        {
            size /= 1024;
            unit++;
        }

        return size.ToString(unit == 0 ? "0" : "0.0", CultureInfo.InvariantCulture) + " " + units[unit];
    }
}
