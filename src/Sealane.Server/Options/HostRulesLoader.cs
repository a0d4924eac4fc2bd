using System.Collections.Frozen;
using System.Text;
using Sealane.Server.Hosts;

namespace Sealane.Server.Options;

/// <summary>Reads the rules of <c>tcp_wrappers</c>, and the configurations that they give to some addresses.</summary>
/// <param name="settings">The configuration that they belong to.</param>
/// <param name="host">The machine that it is for.</param>
/// <param name="diagnostics">Receives what is wrong with them.</param>
/// <param name="before">What was read before under the same configuration: a file that gives settings and has not changed since is not read again. Null for nothing.</param>
internal sealed class HostRulesLoader(EffectiveSettings settings, HostFacts host, DiagnosticSink diagnostics, HostRules? before = null)
{
    private const int LongestFile = 1_000_000;

    // Sockets, certificates, logs and what failed logins cost are the whole server's.
    private static readonly FrozenSet<string> s_forAllClients = ((string[])[
        .. new[] { "Messages and logs", "TLS", "Accounts and state", "Process model" }
            .SelectMany(title => OptionCatalog.Topics.Single(topic => topic.Title == title).Options).Select(option => option.Name)
            .Except([
                "ftpd_banner", "banner_file", "log_ftp_protocol", "dirmessage_enable", "message_file", "compat", "require_ssl_reuse", "strict_ssl_read_eof", "strict_ssl_write_shutdown",
                "force_local_logins_ssl", "force_local_data_ssl", "tls_handshake_timeout", "debug_ssl",
            ]),
        "listen", "listen_ipv6", "listen_address", "listen_address6", "listen_port", "listen_implicit_port", "implicit_ssl", "tcp_wrappers", "hosts_allow_file", "hosts_deny_file",
        "ban_after", "delay_failed_login", "drain_timeout",
    ]).ToFrozenSet(StringComparer.Ordinal);

    private HostSources _sources = null!;
    private HostRules? _rules;

    /// <summary>The rules; null without <c>tcp_wrappers</c>. What is wrong with them is reported.</summary>
    internal HostRules? Load()
    {
        if (!settings.Flag("tcp_wrappers"))
        {
            return null;
        }

        _sources = new HostSources(TimeProvider.System) { Read = found => new HostRulesLoader(settings, host, found, _rules).Load()! };
        List<HostRule> rules = [.. Read("hosts_allow_file", allows: true), .. Read("hosts_deny_file", allows: false)];
        if (rules.Count == 0)
        {
            diagnostics.Note(
                settings.Origin("tcp_wrappers"), "tcp_wrappers", $"neither {settings.Path("hosts_allow_file")} nor {settings.Path("hosts_deny_file")} has a line about vsftpd or ftpsd: everybody is let in.");
        }

        IReadOnlySet<string> useless = settings.Flag("local_enable") ? s_forAllClients : s_forAllClients.Append("local_enable").ToFrozenSet(StringComparer.Ordinal);
        var derived = new DerivedConfiguration(settings, host, diagnostics);
        Dictionary<string, ServerOptions?> files = new(StringComparer.Ordinal);
        foreach (HostRule rule in rules.Where(rule => rule.SettingsFile is not null && rule.Allows))
        {
            if (!files.ContainsKey(rule.SettingsFile!))
            {
                files[rule.SettingsFile!] = Settings(rule, derived, useless);
            }
        }

        before = null; // or each reading would keep all that were before it
        return _rules = new HostRules([.. rules.Select(rule => rule.SettingsFile is not null && rule.Allows ? rule with { Options = files[rule.SettingsFile] } : rule)]) { Sources = _sources };
    }

    private ServerOptions? Settings(HostRule rule, DerivedConfiguration derived, IReadOnlySet<string> useless)
    {
        string file = rule.SettingsFile!;
        _sources.Add(file);
        return before?.Sources!.Holds(file) == true && before.Rules.FirstOrDefault(known => known.SettingsFile == file)?.Options is { } unchanged
            ? unchanged
            : derived.With(file, rule.Origin, "tcp_wrappers", useless);
    }

    private List<HostRule> Read(string option, bool allows)
    {
        string path = settings.Path(option)!;
        _sources.Add(path);
        switch (host.Probe(path))
        {
            case FileCondition.Missing:
                return []; // as libwrap has it: no rules
            case FileCondition.Readable when Text(path) is { } text:
                return new HostsFile(path, allows, List, diagnostics).Read(text);
            default:
                diagnostics.Error(
                    settings.Origin(option) ?? settings.Origin("tcp_wrappers"), option, $"{DiagnosticSink.Quote(path)} cannot be read by the user that runs ftpsd, so that nobody knows whom it keeps out.", $"Run 'chmod a+r {path}'.");
                return [];
        }
    }

    private string? List(string path)
    {
        _sources.Add(path);
        return Text(path);
    }

    private static string? Text(string path)
    {
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            byte[] bytes = new byte[LongestFile + 1];
            int length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return length > LongestFile ? null : Encoding.Latin1.GetString(bytes, 0, length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Said by whoever asked for it.
            return null;
        }
    }
}
