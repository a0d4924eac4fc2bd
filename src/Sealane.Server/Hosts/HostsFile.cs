using System.Text;
using Sealane.Server.Options;

namespace Sealane.Server.Hosts;

/// <summary>Reads the rules about this server out of hosts.allow or hosts.deny; lines about other daemons are passed over.</summary>
internal sealed class HostsFile(string path, bool allows, Func<string, string?> readList, DiagnosticSink diagnostics)
{
    // libwrap's own names for us: that of vsftpd, whose place we take, and ours.
    private static readonly string[] s_names = ["vsftpd", "ftpsd"];

    /// <summary>The rules in order; whatever cannot be meant as it stands is reported.</summary>
    internal List<HostRule> Read(string content)
    {
        List<HostRule> rules = [];
        string[] lines = content.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            int first = i + 1;
            StringBuilder joined = new(lines[i].TrimEnd('\r'));
            while (joined.Length > 0 && joined[^1] == '\\' && i + 1 < lines.Length)
            {
                joined.Length--;
                joined.Append(lines[++i].TrimEnd('\r'));
            }

            string line = joined.ToString().Trim();
            if (line.Length > 0 && line[0] != '#' && Rule(line, new SettingOrigin(path, first)) is { } rule)
            {
                rules.Add(rule);
            }
        }

        return rules;
    }

    private HostRule? Rule(string line, SettingOrigin origin)
    {
        List<string> fields = Fields(line);
        if (fields.Count < 2)
        {
            diagnostics.Error(origin, "tcp_wrappers", $"wants daemons : clients, not {DiagnosticSink.Quote(line)}.", "Separate the two with a colon, or begin the line with #.");
            return null;
        }

        if (!IsAboutUs(HostPatterns.Words(fields[0])))
        {
            return null;
        }

        string[] clients = HostPatterns.Words(fields[1]);
        if (clients.Length == 0 || fields.Skip(2).Any(string.IsNullOrWhiteSpace))
        {
            diagnostics.Error(origin, "tcp_wrappers", $"there is nothing between two colons in {DiagnosticSink.Quote(line)}.", "IPv6 addresses are written in brackets: [2001:db8::1].");
            return null;
        }

        var options = new HostRuleOptions(allows, origin, diagnostics);
        fields.Skip(2).ToList().ForEach(options.Take);
        var rule = new HostRule
        {
            Origin = origin, Text = line, Allows = options.Allows, SettingsFile = options.SettingsFile, Clients = HostPatterns.Parse(clients, readList),
        };
        Report(rule);
        return rule;
    }

    private void Report(HostRule rule)
    {
        foreach (HostPattern pattern in rule.Clients.All)
        {
            if (pattern.Mistake is { } mistake)
            {
                diagnostics.Error(rule.Origin, "tcp_wrappers", $"{DiagnosticSink.Quote(pattern.Text)} {mistake}.", "Write an address, a network as 192.0.2.0/24, or [2001:db8::]/32.");
            }
            else if (pattern.Undecidable is { } why && rule.Allows)
            {
                diagnostics.Warning(rule.Origin, "tcp_wrappers", $"{DiagnosticSink.Quote(pattern.Text)} {why}, which is not looked up: it lets nobody in.", "Write addresses or networks.");
            }
            else if (pattern.Undecidable is { } unknown)
            {
                diagnostics.Error(
                    rule.Origin, "tcp_wrappers", $"{DiagnosticSink.Quote(pattern.Text)} {unknown}, which is not looked up: everybody would have to be refused.", "Write addresses or networks.");
            }
        }
    }

    private static bool IsAboutUs(ReadOnlySpan<string> daemons)
    {
        int except = -1;
        bool included = false;
        for (int i = 0; i < daemons.Length && except < 0; i++)
        {
            // name@address is about one address of this machine; it counts for all of them.
            string name = daemons[i].IndexOf('@', StringComparison.Ordinal) is > 0 and int at ? daemons[i][..at] : daemons[i];
            if (name.Equals("EXCEPT", StringComparison.OrdinalIgnoreCase))
            {
                except = i;
            }
            else
            {
                included |= name.Equals("ALL", StringComparison.OrdinalIgnoreCase) || s_names.Any(ours => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(name, ours));
            }
        }

        return included && (except < 0 || !IsAboutUs(daemons[(except + 1)..]));
    }

    // Colons within brackets belong to an address, those behind a backslash to an option.
    private static List<string> Fields(string line)
    {
        List<string> fields = [];
        StringBuilder field = new();
        bool bracket = false;
        for (int i = 0; i < line.Length; i++)
        {
            char c = line[i];
            if (c == '\\' && i + 1 < line.Length && line[i + 1] == ':')
            {
                field.Append(line[++i]);
            }
            else if (c == ':' && !bracket)
            {
                fields.Add(field.ToString().Trim());
                field.Clear();
            }
            else
            {
                bracket = fields.Count < 2 && (c == '[' || (bracket && c != ']'));
                field.Append(c);
            }
        }

        fields.Add(field.ToString().Trim());
        return fields;
    }
}
