using System.Globalization;
using Sealane.Server.Hosts;

namespace Sealane.Server.Options;

/// <summary>
/// Shows a loaded configuration to a person: what <c>ftpsd check</c> prints. Every line that sets something, in its order, with what becomes of it; where our defaults are not vsftpd's; all findings.
/// </summary>
/// <param name="configuration">What to show.</param>
public sealed class ConfigurationReport(LoadedConfiguration configuration)
{
    private const string Indent = "       ";
    private const int Narrowest = 60, Widest = 120;

    /// <summary>True for a terminal that shows colours; default: no.</summary>
    public bool Colored { get; init; }

    /// <summary>Columns to stay within where words allow it; default 100. Below 60 and above 120 nobody reads well, and those are used instead.</summary>
    public int Width { get; init; } = 100;

    private int Columns => Math.Clamp(Width, Narrowest, Widest);

    /// <summary>Writes the report.</summary>
    /// <param name="output">Receives text.</param>
    /// <param name="all">Every option rather than those that are set.</param>
    public void Write(TextWriter output, bool all)
    {
        if (configuration.Rows.Count > 0)
        {
            WriteSettings(output);
            WriteDifferences(output);
            if (configuration.Hosts is { } hosts)
            {
                HostRulesReport.Write(output, hosts);
                output.WriteLine();
            }

            if (all)
            {
                WriteDefaults(output);
            }
        }

        WriteFindings(output);
        int errors = Count(Severity.Error), warnings = Count(Severity.Warning);
        output.WriteLine($"{(errors == 0 ? Paint("Ready to serve", Color.Green) : Paint("Not usable", Color.Red))}: {Plural(errors, "error")}, {Plural(warnings, "warning")}.");
    }

    /// <summary>The word for a status, as the documentation and the report use it.</summary>
    public static string Word(OptionStatus status) => status switch
    {
        OptionStatus.Applied => "applied",
        OptionStatus.Emulated => "emulated",
        OptionStatus.Ignored => "ignored",
        _ => "not yet",
    };

    private void WriteSettings(TextWriter output)
    {
        OptionRow[] set = [.. configuration.Rows.Where(row => row.Origin is not null).OrderBy(row => row.Origin!.IsCommandLine).ThenBy(row => row.Origin!.File != configuration.File).ThenBy(row => row.Origin!.File, StringComparer.Ordinal).ThenBy(row => row.Origin!.Line)];
        output.WriteLine(configuration.File is { } file
            ? $"{file}: {set.Length} of {configuration.Rows.Count} options set"
            : $"There is no {ConfigurationLoader.StandardFile}; 'ftpsd quickstart' makes a configuration.");
        string? shown = configuration.File;
        foreach (OptionRow row in set)
        {
            if (!row.Origin!.IsCommandLine && row.Origin.File != shown)
            {
                shown = row.Origin.File;
                output.WriteLine($"{shown}:");
            }

            string place = row.Origin.IsCommandLine ? "-o" : row.Origin.Line.ToString(CultureInfo.InvariantCulture);
            WriteRow(output, place, row, $"{row.Option.Name}={Shown(row.Value)}");
            foreach (string remark in Remarks(row))
            {
                Wrap(output, remark);
            }
        }

        output.WriteLine();
    }

    private static IEnumerable<string> Remarks(OptionRow row)
    {
        if (row.Option.Reason.Length > 0)
        {
            yield return row.Option.Reason;
        }

        // What is switched off is not safer here than there.
        bool off = row.Option.Kind is OptionKind.Flag or OptionKind.Choice && ValueGrammar.Flag(row.Value) == false;
        if (!off && row.Option.Status == OptionStatus.Applied && SaferThanVsftpd.Remark(row.Option.Name) is { } safer)
        {
            yield return "Safer than vsftpd: " + safer;
        }
    }

    private void WriteDifferences(TextWriter output)
    {
        OptionRow[] rows = [.. configuration.Rows.Where(row => row.Origin is null && row.Option.Difference.Length > 0 && !configuration.FollowsVsftpd)];
        if (rows.Length == 0)
        {
            return;
        }

        output.WriteLine("Not set, and by default not as in vsftpd ('ftpsd import vsftpd' and compat=vsftpd keep vsftpd's):");
        foreach (OptionRow row in rows)
        {
            output.WriteLine($"{Indent}{row.Option.Name}={Shown(row.Value)}  {Paint($"vsftpd: {Shown(row.Option.Vsftpd ?? "")}", Color.Dim)}");
            Wrap(output, row.Option.Difference);
        }

        output.WriteLine();
    }

    private void WriteDefaults(TextWriter output)
    {
        output.WriteLine("Not set:");
        foreach (OptionRow row in configuration.Rows.Where(row => row.Origin is null))
        {
            WriteRow(output, "", row, $"{row.Option.Name}={Shown(row.Value)}");
            Wrap(output, row.Option.Description);
        }

        output.WriteLine();
    }

    private void WriteFindings(TextWriter output)
    {
        foreach (Diagnostic diagnostic in configuration.Diagnostics)
        {
            string line = diagnostic.ToString();
            output.WriteLine(diagnostic.Severity switch
            {
                Severity.Error => Paint(line, Color.Red),
                Severity.Warning => Paint(line, Color.Yellow),
                _ => line,
            });
        }

        if (configuration.Diagnostics.Count > 0)
        {
            output.WriteLine();
        }
    }

    // "  12  name=value                    applied", the word at the right end of what is left of the columns.
    private void WriteRow(TextWriter output, string place, OptionRow row, string setting)
    {
        string word = Word(row.Option.Status);
        int room = Columns - Indent.Length - 10;
        string left = $"{place,5}  {(setting.Length > room ? setting[..(room - 1)] + "…" : setting.PadRight(room))}  ";
        output.WriteLine(left + Paint(word, row.Option.Status switch
        {
            OptionStatus.Applied => Color.Green,
            OptionStatus.NotYet => Color.Yellow,
            OptionStatus.Emulated => Color.Cyan,
            _ => Color.Dim,
        }));
    }

    private void Wrap(TextWriter output, string text)
    {
        const string indent = Indent + "    ";
        string line = indent;
        foreach (string word in text.Split(' '))
        {
            if (line.Length > indent.Length && line.Length + 1 + word.Length > Columns)
            {
                output.WriteLine(Paint(line, Color.Dim));
                line = indent;
            }

            line += line.Length > indent.Length ? " " + word : word;
        }

        output.WriteLine(Paint(line, Color.Dim));
    }

    private enum Color
    {
        Dim = 2,
        Red = 31,
        Green = 32,
        Yellow = 33,
        Cyan = 36,
    }

    private string Paint(string text, Color color) => Colored ? $"\x1b[{(int)color}m{text}\x1b[0m" : text;

    private static string Shown(string value) => value.Length == 0 ? "(none)" : DiagnosticSink.Quote(value)[1..^1];

    private static string Plural(int count, string noun) => $"{(count == 0 ? "no" : count.ToString(CultureInfo.InvariantCulture))} {noun}{(count == 1 ? "" : "s")}";

    private int Count(Severity severity) => configuration.Diagnostics.Count(d => d.Severity == severity);
}
