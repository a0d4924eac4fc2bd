using System.Text.Json;
using Sealane.Server.Options;

namespace Sealane.Server.Hosts;

/// <summary>Shows the rules of <c>tcp_wrappers</c>, in the order in which they are asked.</summary>
internal static class HostRulesReport
{
    internal static void Write(TextWriter output, HostRules rules)
    {
        output.WriteLine();
        output.WriteLine("tcp_wrappers, as the files are now; the first line that is about a client decides:");
        int width = rules.Rules.Select(rule => rule.Origin.ToString().Length).DefaultIfEmpty(0).Max();
        foreach (HostRule rule in rules.Rules)
        {
            string settings = rule is { Allows: true, SettingsFile: { } file } ? $"  with the settings of {DiagnosticSink.Quote(file)[1..^1]}" : "";
            output.WriteLine($"  {rule.Origin.ToString().PadRight(width)}  {Word(rule)}  {Clients(rule.Clients)}{settings}");
        }

        output.WriteLine($"  {"".PadRight(width)}  allow  everybody else");
    }

    internal static void WriteJson(Utf8JsonWriter json, HostRules? rules)
    {
        json.WriteStartArray("hosts");
        foreach (HostRule rule in rules?.Rules ?? [])
        {
            json.WriteStartObject();
            json.WriteString("file", rule.Origin.File);
            json.WriteNumber("line", rule.Origin.Line);
            json.WriteString("verdict", Word(rule).TrimEnd());
            json.WriteString("clients", Clients(rule.Clients));
            json.WriteString("settings", rule.Allows ? rule.SettingsFile : null);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string Word(HostRule rule) => rule.Allows ? "allow" : "deny ";

    private static string Clients(HostPatterns patterns)
    {
        string included = string.Join(", ", patterns.Included.Select(pattern => DiagnosticSink.Quote(pattern.Text)[1..^1]));
        return patterns.Excluded is null ? included : $"{included} EXCEPT {Clients(patterns.Excluded)}";
    }
}
