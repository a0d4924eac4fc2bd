using System.Globalization;
using System.Text;
using Sealane.Server.Options;

namespace Sealane.Server.Compat;

/// <summary>
/// Writes a vsftpd.conf anew as a configuration of ours that means the same: its lines and comments in their order, and below them what it left to defaults that vsftpd compiled in
/// and we do not share. What differs on purpose: replies keep our words, which <c>compat=vsftpd</c> would change.
/// </summary>
/// <param name="host">The machine that the configuration is for.</param>
public sealed class VsftpdImport(HostFacts host)
{
    // Each had one switch for a version that nobody should speak any more; what is meant by them is that TLS is on.
    private static readonly string[] s_oldVersions = ["ssl_tlsv1", "ssl_tlsv11", "ssl_sslv3", "ssl_sslv2"];

    private static readonly string[] s_versions = ["ssl_tlsv12", "ssl_tlsv13"];

    /// <summary>Translates a file's bytes.</summary>
    /// <param name="content">The vsftpd.conf.</param>
    /// <param name="file">Its absolute path: relative paths in it start at its directory, and become absolute.</param>
    /// <returns>The text, with <c>\n</c> line ends; null when a line cannot be understood. In both cases what there is to say about the lines.</returns>
    public (string? Text, IReadOnlyList<Diagnostic> Findings) Translate(ReadOnlySpan<byte> content, string file)
    {
        DiagnosticSink diagnostics = new();
        List<Setting> settings = ConfigurationReader.Parse(content, file, diagnostics);
        settings.RemoveAll(setting => setting.Name == "compat");
        Dictionary<string, Setting> winners = SettingResolver.Resolve([.. settings, new Setting("compat", "vsftpd", new SettingOrigin("-ocompat", 0))], diagnostics);
        if (diagnostics.HasErrors)
        {
            return (null, diagnostics.InOrder());
        }

        EffectiveSettings effective = new(winners, host, file);
        StringBuilder text = new();
        text.Append($"# Made of {file} by 'ftpsd import vsftpd'. It means the same; 'ftpsd check' explains each line.\n");
        text.Append("# Replies are worded as ours are: scripts that compare vsftpd's words need the line compat=vsftpd as well.\n\n");
        WriteLines(text, content, settings.ToLookup(setting => setting.Origin.Line), effective);
        WriteDefaults(text, effective);
        return (text.ToString(), diagnostics.InOrder());
    }

    private static void WriteLines(StringBuilder text, ReadOnlySpan<byte> content, ILookup<int, Setting> settings, EffectiveSettings effective)
    {
        bool translated = false;
        string[] lines = Encoding.UTF8.GetString(content).TrimStart('\uFEFF').TrimEnd('\n').Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i].Trim();
            if (settings[i + 1].FirstOrDefault() is { } setting)
            {
                WriteSetting(text, setting, effective, ref translated);
            }
            else if (line.StartsWith("compat", StringComparison.Ordinal))
            {
                text.Append($"# {line}\n");
            }
            else
            {
                text.Append(line).Append('\n');
            }
        }
    }

    private static void WriteSetting(StringBuilder text, Setting setting, EffectiveSettings effective, ref bool translated)
    {
        OptionDefinition option = OptionCatalog.Get(setting.Name);
        string line = $"{option.Name}={Value(option, setting)}";
        if (effective.Origin(option.Name) != setting.Origin)
        {
            text.Append($"# {line}\n#   set again below, where it counts.\n");
        }
        else if (s_oldVersions.Contains(option.Name))
        {
            text.Append($"# {line}\n#   {option.Reason}\n");
            if (!translated && ValueGrammar.Flag(setting.Value) == true)
            {
                translated = true;
                foreach (string version in s_versions.Where(version => !effective.IsSet(version)))
                {
                    text.Append($"{version}=YES\n");
                }
            }
        }
        else if (option.Status == OptionStatus.Ignored)
        {
            text.Append($"# {line}\n#   ignored: {option.Reason}\n");
        }
        else
        {
            text.Append(line).Append('\n');
        }
    }

    // The new file may lie elsewhere, and a path must not move with it.
    private static string Value(OptionDefinition option, Setting setting) => option.Kind switch
    {
        OptionKind.FilePath when setting.Value.Length > 0 => EffectiveSettings.Absolute(setting.Value, setting.Origin),
        OptionKind.Flag => ValueGrammar.Flag(setting.Value)!.Value ? "YES" : "NO",
        OptionKind.Choice => ValueGrammar.Choice(option, setting.Value)!,
        _ => setting.Value,
    };

    private static void WriteDefaults(StringBuilder text, EffectiveSettings effective)
    {
        (int min, int max) = OptionsBinder.PassiveRange(effective);
        StringBuilder defaults = new();
        foreach (OptionTopic topic in OptionCatalog.Topics)
        {
            foreach (OptionDefinition option in topic.Options)
            {
                string value = option.Name switch
                {
                    "pasv_min_port" => Text(min),
                    "pasv_max_port" => Text(max),
                    _ => option.DefaultFor(vsftpdDefaults: true),
                };
                bool matters = option.Status is not (OptionStatus.Ignored or OptionStatus.Emulated)
                    && (topic.Title != "TLS" || option.Name == "ssl_enable" || effective.Flag("ssl_enable"));
                if (matters && option.Name != "compat" && !effective.IsSet(option.Name) && !ValueGrammar.Same(option, value, option.Default))
                {
                    string ours = option.Default.Length == 0 ? "none" : option.Default;
                    defaults.Append($"\n# ours: {ours}. {(option.Difference.Length > 0 ? option.Difference : option.Description)}\n{option.Name}={value}\n");
                }
            }
        }

        foreach ((string option, string needs) in RedHatLists.All)
        {
            if (effective.Flag(needs) && !effective.IsSet(option) && effective.Text(option) != OptionCatalog.Get(option).Default)
            {
                defaults.Append($"\n# Red Hat's place for it.\n{option}={effective.Text(option)}\n");
            }
        }

        if (defaults.Length > 0)
        {
            text.Append("\n# ---- Not in the original: defaults that vsftpd compiled in, where ours are others. Remove a line to take over ours.\n").Append(defaults);
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
