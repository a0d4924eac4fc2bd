using System.Text.Json;
using Sealane.Server.Hosts;

namespace Sealane.Server.Options;

/// <summary>Shows a loaded configuration to a person or a program: what <c>ftpsd check</c> prints.</summary>
/// <param name="configuration">What to show.</param>
public sealed class ConfigurationReport(LoadedConfiguration configuration)
{
    /// <summary>Writes the options in aligned columns, then where our defaults differ from vsftpd's, then the findings.</summary>
    /// <param name="output">Receives plain text.</param>
    /// <param name="all">Every option rather than those that are set.</param>
    public void Write(TextWriter output, bool all)
    {
        if (configuration.Rows.Count > 0)
        {
            WriteOptions(output, all);
            WriteDifferences(output);
            if (configuration.Hosts is { } hosts)
            {
                HostRulesReport.Write(output, hosts);
            }

            output.WriteLine();
        }

        foreach (Diagnostic diagnostic in configuration.Diagnostics)
        {
            output.WriteLine(diagnostic);
        }

        int errors = Count(Severity.Error);
        int warnings = Count(Severity.Warning);
        if (configuration.Diagnostics.Count > 0)
        {
            output.WriteLine();
        }

        output.WriteLine($"{(errors == 0 ? "Ready to serve" : "Not usable")}: {Plural(errors, "error")}, {Plural(warnings, "warning")}.");
    }

    /// <summary>Writes the same as one JSON object: <c>file</c>, <c>usable</c>, <c>options</c> (all of them) and <c>diagnostics</c>.</summary>
    public void WriteJson(Stream output)
    {
        using Utf8JsonWriter json = new(output, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("file", configuration.File);
        json.WriteBoolean("usable", configuration.Options is not null);
        json.WriteStartArray("options");
        foreach (OptionRow row in configuration.Rows)
        {
            json.WriteStartObject();
            json.WriteString("name", row.Option.Name);
            json.WriteString("value", row.Value);
            json.WriteString("from", row.Origin is null ? "default" : row.Origin.IsCommandLine ? "command line" : "file");
            if (row.Origin is { IsCommandLine: false })
            {
                json.WriteNumber("line", row.Origin.Line);
            }

            json.WriteString("status", Word(row.Option.Status));
            json.WriteString("remark", row.Option.Reason);
            json.WriteString("vsftpd", row.Option.Vsftpd);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        HostRulesReport.WriteJson(json, configuration.Hosts);
        json.WriteStartArray("diagnostics");
        foreach (Diagnostic diagnostic in configuration.Diagnostics)
        {
            json.WriteStartObject();
            json.WriteString("severity", diagnostic.Severity.ToString().ToLowerInvariant());
            json.WriteString("file", diagnostic.File);
            json.WriteNumber("line", diagnostic.Line);
            json.WriteString("option", diagnostic.Option);
            json.WriteString("message", diagnostic.Message);
            json.WriteString("fix", diagnostic.Fix);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>The word for a status, as the documentation and the report use it.</summary>
    public static string Word(OptionStatus status) => status switch
    {
        OptionStatus.Applied => "applied",
        OptionStatus.Emulated => "emulated",
        OptionStatus.Ignored => "ignored",
        _ => "not yet",
    };

    private void WriteOptions(TextWriter output, bool all)
    {
        string[][] rows = [.. configuration.Rows
            .Where(row => all || row.Origin is not null)
            .Select(row => new[] { row.Option.Name, Shown(row.Value), Place(row), Word(row.Option.Status), row.Option.Reason })];
        if (rows.Length > 0)
        {
            WriteColumns(output, [["option", "value", "from", "status", ""], .. rows]);
        }

        output.WriteLine(configuration.File is { } file
            ? $"{file}: {configuration.Rows.Count(row => row.Origin is not null)} of {configuration.Rows.Count} options set."
            : $"There is no {ConfigurationLoader.StandardFile}; 'ftpsd quickstart' makes a configuration.");
    }

    private void WriteDifferences(TextWriter output)
    {
        string[][] differences = [.. configuration.Rows
            .Where(row => row.Origin is null && row.Option.Difference.Length > 0 && !configuration.FollowsVsftpd)
            .Select(row => new[] { row.Option.Name, Shown(row.Value), $"vsftpd: {Shown(row.Option.Vsftpd ?? "")}", row.Option.Difference })];
        if (differences.Length > 0)
        {
            output.WriteLine();
            output.WriteLine("Not set, and by default not as in vsftpd (compat=vsftpd follows vsftpd):");
            WriteColumns(output, differences);
        }
    }

    private static void WriteColumns(TextWriter output, string[][] rows)
    {
        const int widest = 44; // one long value must not push all remarks out of sight
        int[] widths = [.. Enumerable.Range(0, rows[0].Length - 1).Select(column => Math.Min(widest, rows.Max(row => row[column].Length)))];
        foreach (string[] row in rows)
        {
            output.WriteLine(string.Join("  ", row.Select((cell, column) => column < widths.Length ? cell.PadRight(widths[column]) : cell)).TrimEnd());
        }
    }

    private static string Place(OptionRow row) => row.Origin is null ? "default" : row.Origin.ToString();

    private static string Shown(string value) => value.Length == 0 ? "(none)" : DiagnosticSink.Quote(value)[1..^1];

    private static string Plural(int count, string noun) => $"{(count == 0 ? "no" : count.ToString(System.Globalization.CultureInfo.InvariantCulture))} {noun}{(count == 1 ? "" : "s")}";

    private int Count(Severity severity) => configuration.Diagnostics.Count(d => d.Severity == severity);
}
