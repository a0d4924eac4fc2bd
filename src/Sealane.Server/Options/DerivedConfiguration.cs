namespace Sealane.Server.Options;

/// <summary>Makes the options of a part of a server's clients: the configuration with a further file on top, checked as a whole again.</summary>
/// <param name="running">The configuration itself.</param>
/// <param name="host">The machine that it is for.</param>
/// <param name="diagnostics">Has what was found about the configuration, and receives what the file adds to that.</param>
internal sealed class DerivedConfiguration(EffectiveSettings running, HostFacts host, DiagnosticSink diagnostics)
{
    /// <summary>The options with a file's settings on top; null when anything is wrong with them, which is then reported.</summary>
    /// <param name="file">Absolute path; relative paths in it start at its directory.</param>
    /// <param name="named">Where the file is named, for a finding about the file itself.</param>
    /// <param name="option">The option that names it.</param>
    /// <param name="withoutEffect">Options that are settled before the file is looked at, or for all clients alike: they are reported and left out.</param>
    internal ServerOptions? With(string file, SettingOrigin named, string option, IReadOnlySet<string> withoutEffect)
    {
        if (host.Probe(file) != FileCondition.Readable)
        {
            diagnostics.Error(named, option, $"the file {DiagnosticSink.Quote(file)} is missing, or cannot be read by the user that runs ftpsd.", "Make it, or take it out of the line.");
            return null;
        }

        DiagnosticSink own = new();
        List<Setting> settings = ConfigurationReader.ReadFile(file, own) is { } content ? ConfigurationReader.Parse(content, file, own) : [];
        foreach (Setting useless in settings.Where(setting => withoutEffect.Contains(NameOf(setting))))
        {
            own.Warning(useless.Origin, NameOf(useless), "has no effect in this file: it is settled for all clients alike.", "Set it in the server's configuration.");
        }

        EffectiveSettings derived = running.With(SettingResolver.Resolve(settings.Where(setting => !withoutEffect.Contains(NameOf(setting))), own));
        DiagnosticSink whole = new();
        StatusFindings.Report(derived, whole);
        new OptionsValidator(derived, host, whole).Validate();

        // What is found without the file as well has been said.
        foreach (Diagnostic finding in own.InOrder().Concat(whole.InOrder().Except(diagnostics.InOrder())))
        {
            diagnostics.Add(finding.Severity, finding.File is null ? null : new SettingOrigin(finding.File, finding.Line), finding.Option, finding.Message, finding.Fix);
        }

        return own.HasErrors || diagnostics.HasErrors ? null : OptionsBinder.Bind(derived);
    }

    private static string NameOf(Setting setting) => OptionCatalog.Find(setting.Name)?.Name ?? setting.Name;
}
