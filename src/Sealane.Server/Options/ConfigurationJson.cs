using System.Text.Json;
using Sealane.Server.Hosts;

namespace Sealane.Server.Options;

/// <summary>Shows a loaded configuration to a program: what <c>ftpsd check --json</c> prints.</summary>
public static class ConfigurationJson
{
    /// <summary>Writes one JSON object: <c>file</c>, <c>usable</c>, <c>options</c> (all of them) and <c>diagnostics</c>.</summary>
    public static void Write(LoadedConfiguration configuration, Stream output)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        using Utf8JsonWriter json = new(output, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("file", configuration.File);
        json.WriteBoolean("usable", configuration.Options is not null);
        json.WriteStartArray("options");
        foreach (OptionRow row in configuration.Rows)
        {
            WriteOption(json, row);
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

    private static void WriteOption(Utf8JsonWriter json, OptionRow row)
    {
        json.WriteStartObject();
        json.WriteString("name", row.Option.Name);
        json.WriteString("value", row.Value);
        json.WriteString("from", row.Origin is null ? "default" : row.Origin.IsCommandLine ? "command line" : "file");
        if (row.Origin is { IsCommandLine: false })
        {
            json.WriteNumber("line", row.Origin.Line);
        }

        json.WriteString("status", ConfigurationReport.Word(row.Option.Status));
        json.WriteString("remark", row.Option.Reason);
        json.WriteString("vsftpd", row.Option.Vsftpd);
        json.WriteString("difference", row.Option.Difference);
        json.WriteString("safer", row.Option.Status == OptionStatus.Applied ? SaferThanVsftpd.Remark(row.Option.Name) : null);
        json.WriteEndObject();
    }
}
