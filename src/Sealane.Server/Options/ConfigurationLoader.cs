using Sealane.Server.Hosts;

namespace Sealane.Server.Options;

/// <summary>Reads a configuration, checks it as a whole, and reports everything that is wrong with it at once.</summary>
/// <param name="host">The machine that the configuration is for.</param>
public sealed class ConfigurationLoader(HostFacts host)
{
    /// <summary>Where the configuration is when nobody says otherwise and no package brought one.</summary>
    public const string StandardFile = "/etc/ftpsd.conf";

    /// <summary>Where packages put it; it goes before <see cref="StandardFile"/>.</summary>
    public const string PackageFile = "/etc/ftpsd/ftpsd.conf";

    /// <summary>The configuration of this machine when nobody says otherwise: one of the two above.</summary>
    public string File => host.Probe(PackageFile) == FileCondition.Missing ? StandardFile : PackageFile;

    /// <summary>Loads a file and the command line's settings on top of it.</summary>
    /// <param name="file">Path as the operator gave it; it must exist. Null for <see cref="File"/>, which need not.</param>
    /// <param name="overrides">Each <c>NAME=VALUE</c> of an <c>-o</c>, in order; the last wins.</param>
    /// <param name="needsFile">True to make a missing <see cref="File"/> an error, as it is for a server about to start.</param>
    /// <param name="further">More files on top of the first, in order, as vsftpd takes them; the last setting of a name wins.</param>
    public LoadedConfiguration Load(string? file, IReadOnlyList<string> overrides, bool needsFile = false, IReadOnlyList<string>? further = null)
    {
        DiagnosticSink diagnostics = new();
        if (file is null && !needsFile && host.Probe(File) == FileCondition.Missing)
        {
            return Check(null, [], overrides, diagnostics);
        }

        file ??= File;
        byte[]? content = ConfigurationReader.ReadFile(file, diagnostics);
        List<(string, byte[])> more = [];
        foreach (string path in further ?? [])
        {
            if (ConfigurationReader.ReadFile(path, diagnostics) is { } bytes)
            {
                more.Add((path, bytes));
            }
        }

        return Check(file, content, overrides, diagnostics, more);
    }

    /// <summary>Reads a file as the server would: at most 100,000 bytes of a regular file.</summary>
    /// <param name="file">Its path.</param>
    /// <param name="findings">What there is to say about it.</param>
    /// <returns>Null when it cannot be read, which the findings then explain.</returns>
    public static byte[]? ReadFile(string file, out IReadOnlyList<Diagnostic> findings)
    {
        DiagnosticSink diagnostics = new();
        byte[]? content = ConfigurationReader.ReadFile(file, diagnostics);
        findings = diagnostics.InOrder();
        return content;
    }

    /// <summary>As <see cref="Load"/>, of bytes that are in memory.</summary>
    /// <param name="content">The bytes of the file.</param>
    /// <param name="file">The name that findings give the file, and from whose directory relative paths start.</param>
    /// <param name="overrides">As in <see cref="Load"/>.</param>
    public LoadedConfiguration Parse(ReadOnlySpan<byte> content, string file, IReadOnlyList<string> overrides) =>
        Check(file, content.ToArray(), overrides, new DiagnosticSink());

    private LoadedConfiguration Check(string? file, byte[]? content, IReadOnlyList<string> overrides, DiagnosticSink diagnostics, IEnumerable<(string File, byte[] Content)>? further = null)
    {
        List<Setting> settings = file is null || content is null ? [] : ConfigurationReader.Parse(content, file, diagnostics);
        foreach ((string path, byte[] bytes) in further ?? [])
        {
            settings.AddRange(ConfigurationReader.Parse(bytes, path, diagnostics));
        }

        settings.AddRange(overrides.Select(text => ConfigurationReader.ParseOverride(text, diagnostics)).OfType<Setting>());

        EffectiveSettings effective = new(SettingResolver.Resolve(settings, diagnostics), host, file);
        bool known = content is not null || file is null;
        HostRules? hosts = null;
        if (known)
        {
            // Of a file that could not be read nothing is known, and findings about defaults would only distract.
            StatusFindings.Report(effective, diagnostics);
            new OptionsValidator(effective, host, diagnostics).Validate();
            hosts = new HostRulesLoader(effective, host, diagnostics).Load();
            if (effective.Path("user_config_dir") is { } directory)
            {
                new UserFiles(directory, effective).Check(diagnostics);
            }
        }

        // An unknown name may be a misspelled state_dir: then the default would be the wrong place.
        bool placesKnown = !diagnostics.InOrder().Any(d => d.Severity == Severity.Error && d.Option is (null or "state_dir" or "accounts"));
        return new LoadedConfiguration
        {
            File = file,
            Options = diagnostics.HasErrors ? null : OptionsBinder.Bind(effective) with { Hosts = hosts },
            Hosts = hosts,
            Diagnostics = diagnostics.InOrder(),
            Rows = known ? [.. OptionCatalog.All.Select(option => Row(option, effective))] : [],
            StateDirectory = placesKnown ? effective.Path("state_dir") : null,
            AccountsDatabase = placesKnown ? AccountsLocation.Database(effective) : null,
            FollowsVsftpd = effective.FollowsVsftpd,
        };
    }

    private static OptionRow Row(OptionDefinition option, EffectiveSettings settings)
    {
        string value = settings.Text(option.Name);
        return new OptionRow(option, option.MayHoldPassword ? AccountsLocation.Masked(value) : value, settings.Origin(option.Name));
    }
}
